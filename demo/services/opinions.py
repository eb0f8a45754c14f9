"""Rounds of consultation: opened by the lead, answered by those who were asked, some late, some never."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from core.dates import add_working_days
from demo.country.days import is_holiday, moment
from demo.country.laws import ExtensionPlan, OpinionPlan, RoundPlan
from demo.services.loading import Loading
from legislation import services
from legislation.models import Comment, Consultation, Item, Request


def note_rounds_of_opinions(loading: Loading, plans: Sequence[RoundPlan]) -> None:
    for plan in plans:
        opened = _day(loading, plan.opened, plan.opened_days)
        loading.diary.note(moment(opened, plan.title, hours=(8, 9)), partial(_open, loading, plan))
        for opinion in plan.opinions:
            _note_opinion(loading, plan, opinion)
        for extension in plan.extensions:
            asked = moment(_day(loading, None, extension.days_ago), extension.of)
            loading.diary.note(asked, partial(_extend, loading, plan, extension))
        if plan.concluded is not None:
            loading.diary.note(
                moment(loading.calendar.on(plan.concluded), plan.title), partial(_conclude, loading, plan)
            )


def _day(loading: Loading, month: float | None, days_ago: int | None) -> date:
    if month is not None:
        return loading.calendar.on(month)
    return add_working_days(loading.calendar.today, -(days_ago or 0), is_holiday)


def _note_opinion(loading: Loading, plan: RoundPlan, opinion: OpinionPlan) -> None:
    given = moment(_day(loading, opinion.on, opinion.days_ago), f"{plan.title} {opinion.of}", hours=(10, 14))
    loading.diary.note(given, partial(_give, loading, plan, opinion))
    loading.diary.note(given + timedelta(hours=2), partial(_reply, loading, plan, opinion))
    if opinion.ended_on is not None:
        ended = moment(loading.calendar.on(opinion.ended_on), f"{plan.title} {opinion.of}")
        loading.diary.note(ended, partial(_end, loading, plan, opinion))


def _open(loading: Loading, plan: RoundPlan, at: datetime) -> None:
    on, item = at.date(), Item.objects.select_related("lead").get(pk=loading.items[plan.item].pk)
    by = loading.asked(item.lead.code, on).person
    made = services.prepare_consultation(
        item, title=plan.title, days=plan.days, institutions=[loading.institutions[key] for key in plan.asks],
        changes=plan.changes, by=by, on=on,
    )  # fmt: skip
    services.open_consultation(made, made.version, shortened_why=plan.shortened, by=by, on=on)


def _round(plan: RoundPlan) -> Consultation:
    return Consultation.objects.select_related("item__lead").get(title=plan.title)


def _request(plan: RoundPlan, institution: str) -> Request:
    rows = Request.objects.select_related("consultation__item__lead", "institution")
    return rows.get(consultation__title=plan.title, institution__code=institution)


def _give(loading: Loading, plan: RoundPlan, opinion: OpinionPlan, at: datetime) -> None:
    services.give_opinion(
        _request(plan, opinion.of), position=opinion.position, words=opinion.words,
        comments=[(comment.at, comment.text) for comment in opinion.comments],
        by=loading.asked(opinion.of, at.date()).person, on=at.date(), at=at,
    )  # fmt: skip


def _reply(loading: Loading, plan: RoundPlan, opinion: OpinionPlan, at: datetime) -> None:
    lead = _round(plan).item.lead.code
    by = loading.asked(lead, at.date()).person
    for said in opinion.comments:
        if said.reply:
            comment = Comment.objects.select_related("opinion__request__consultation").get(
                opinion__request=_request(plan, opinion.of), text=said.text
            )
            services.reply_to(comment, comment.version, said.reply, words=said.why, by=by, on=at.date())


def _end(loading: Loading, plan: RoundPlan, opinion: OpinionPlan, at: datetime) -> None:
    request = _request(plan, opinion.of)
    by = loading.asked(opinion.of, at.date()).person
    services.end_dissent(request, request.version, words=opinion.ended, by=by, on=at.date())


def _extend(loading: Loading, plan: RoundPlan, extension: ExtensionPlan, at: datetime) -> None:
    request = _request(plan, extension.of)
    assert request.due_on
    until = add_working_days(request.due_on, extension.more, is_holiday)
    by = loading.asked(extension.of, at.date()).person
    services.ask_extension(request, request.version, until=until, why=extension.why, by=by, on=at.date())


def _conclude(loading: Loading, plan: RoundPlan, at: datetime) -> None:
    round_ = _round(plan)
    by = loading.asked(round_.item.lead.code, at.date()).person
    services.conclude(round_, round_.version, words=plan.words, by=by, on=at.date())

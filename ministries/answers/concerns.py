"""What stands in the way of responsibility: contested and orphan functions, ownerless work."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Kind
from core.questions import Concern, ConcernKind, FactKind, Scope
from core.records import Ref, ref
from ministries.answers.resting import resting
from ministries.models import Appointment, CoordinationFunction, Institution, Mandate
from ministries.querysets.standing import Standing, State

DAY = timedelta(days=1)


def _asks(scope: Scope, model: type[Model]) -> bool:
    """The reader may know, and is not asking about records of another kind alone."""
    sees = scope.access is None or scope.access.kind is not Kind.VISITOR
    return sees and scope.ids_of(model._meta.label_lower) != frozenset()


@questions.concern.answer(ConcernKind.CONTESTED, ConcernKind.ORPHAN)
def functions(scope: Scope) -> Iterable[Concern]:
    """Contested and orphan functions, with the money that rests on them."""
    if not _asks(scope, CoordinationFunction):
        return
    ids = scope.ids_of(CoordinationFunction._meta.label_lower)
    asked = CoordinationFunction.objects.current(scope.on)
    asked = asked if ids is None else asked.filter(pk__in=ids)
    found = [each for each in asked.standings(scope.on) if each.is_in_the_way]
    wanted = [each for each in found if scope.institution_ids is None or _claimants(each) & scope.institution_ids]
    rests = resting([ref(each.function) for each in wanted], scope)
    for standing in wanted:
        total = rests[ref(standing.function)].total
        yield Concern(
            kind=ConcernKind(standing.state),
            key=f"{standing.state}:{standing.function.pk}:{standing.since_on:%Y%m%d}",
            record=ref(standing.function),
            since_on=standing.since_on,
            severity=1 if standing.state == State.CONTESTED else 2,
            institution_id=None,
            title=_titles()[standing.state] % {"function": standing.function},
            why=_why(standing),
            path=standing.function.get_absolute_url(),
            money=total.amount,
            currency=total.currency,
        )


def _titles() -> dict[State, str]:
    return {
        State.CONTESTED: _("Contested: %(function)s"),
        State.ORPHAN: _("Orphan, no lead: %(function)s"),
    }


def _claimants(standing: Standing) -> frozenset[int]:
    return frozenset(mandate.institution_id for mandate in (*standing.leads, *standing.lapsed))


def _why(standing: Standing) -> str:
    if standing.state == State.CONTESTED:
        claims = [f"{mandate.institution.short_name} ({mandate.basis})" for mandate in standing.leads]
        return _("More than one institution leads: %(claims)s.") % {"claims": "; ".join(claims)}
    if not standing.lapsed:
        return _("No institution leads it.")
    last = max(standing.lapsed, key=lambda mandate: mandate.holds_until or date.min)
    return _("%(institution)s led by %(basis)s, which no longer holds.") % {
        "institution": last.institution,
        "basis": last.basis,
    }


@questions.concern.answer(ConcernKind.OWNERLESS)
def ownerless(scope: Scope) -> Iterable[Concern]:
    """Institutions whose every post is vacant while they owe something, lead running projects or have a part in a function."""
    if not _asks(scope, Institution):
        return
    institutions = (
        Institution.objects.current(scope.on).with_every_post_vacant(scope.on).recorded().select_related("parent")
    )
    if scope.institution_ids is not None:
        institutions = institutions.filter(pk__in=scope.institution_ids)
    ids = scope.ids_of(Institution._meta.label_lower)
    if ids is not None:
        institutions = institutions.filter(pk__in=ids)
    vacant = {institution.pk: institution for institution in institutions}
    work = open_work(frozenset(vacant), scope)
    since = _vacant_since(frozenset(work), scope.on)
    asked = {each.institution_id for each in Appointment.objects.asked(list(work), scope.on)}
    for pk, words in work.items():
        institution = vacant[pk]
        recorded_on = timezone.localdate(institution.recorded_at)  # type: ignore[attr-defined]
        first_day = since.get(pk) or institution.starts_on or recorded_on
        yield Concern(
            kind=ConcernKind.OWNERLESS,
            key=f"ownerless:{pk}:{first_day:%Y%m%d}",
            record=ref(institution),
            since_on=first_day,
            severity=2 if pk in asked else 1,
            institution_id=None,
            title=_("Ownerless work: %(institution)s") % {"institution": institution},
            why=_who_is_asked(institution, pk in asked) % {"work": words, "parent": institution.parent},
            path=institution.get_absolute_url(),
        )


def open_work(institution_ids: frozenset[int], scope: Scope) -> dict[int, str]:
    """What these institutions have open, in words; those with nothing are missing."""
    if not institution_ids:
        return {}
    narrowed = Scope(scope.on, access=scope.access, institution_ids=institution_ids)
    owed = Counter(due.institution_id for due in questions.due(narrowed) if due.institution_id)
    refs = [Ref(Institution._meta.label_lower, pk) for pk in institution_ids]
    led: Counter[int] = Counter()
    for fact in questions.about(refs, narrowed):
        led[fact.about.pk] += (fact.count or 0) if fact.kind == FactKind.PROJECTS else 0
    current = Mandate.objects.current(scope.on).filter(institution__in=institution_ids)
    parts = Counter(current.values_list("institution", flat=True))
    counted = {pk: (owed[pk], led[pk], parts[pk]) for pk in institution_ids if owed[pk] or led[pk] or parts[pk]}
    return {pk: _in_words(*counts) for pk, counts in counted.items()}


def _in_words(owed: int, led: int, parts: int) -> str:
    words = [
        (owed, ngettext("%(n)s thing owed", "%(n)s things owed", owed)),
        (led, ngettext("%(n)s project led", "%(n)s projects led", led)),
        (parts, ngettext("%(n)s mandate", "%(n)s mandates", parts)),
    ]
    return ", ".join(text % {"n": count} for count, text in words if count)


def _vacant_since(institution_ids: frozenset[int], on: date) -> dict[int, date]:
    """The day after the last post ended, by its date or with its holder's account. Nobody holds one of them on ``on``."""
    since: dict[int, date] = {}
    begun = Appointment.objects.filter(institution__in=institution_ids, starts_on__lte=on)
    for appointment in begun.select_related("person"):
        ends = [appointment.ends_on + DAY if appointment.ends_on else None, appointment.person.deactivated_on]
        ended_on = min(filter(None, ends), default=None)
        if ended_on and ended_on > appointment.starts_on:
            since[appointment.institution_id] = max(ended_on, since.get(appointment.institution_id, ended_on))
    return since


def _who_is_asked(institution: Institution, is_asked: bool) -> str:
    if is_asked:
        return _("Every post is vacant: %(work)s. The posts of %(parent)s are asked in its place.")
    return _("Every post is vacant and nobody is asked: %(work)s.")

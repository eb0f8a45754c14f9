"""As many laws of every kind as are asked for, in the world of the access tests; most hang on Finance's item and act."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import User
from core.access import today
from legislation.models import (
    Act,
    Block,
    Comment,
    Concordance,
    Consultation,
    Item,
    ItemFunction,
    Measure,
    Opinion,
    Plan,
    Practice,
    Request,
    StageTerm,
    TouchedAct,
)
from ministries.models import Appointment, CoordinationFunction, Institution
from projects.models import Project

DAY = timedelta(days=1)
LONG_GONE = date(1900, 1, 1)


def grow_laws(
    parts: SimpleNamespace, people: dict[str, User], numbers: range, institutions: Sequence[Institution],
    projects: Sequence[Project],
) -> None:  # fmt: skip
    """``institutions`` and ``projects``: those that grew for the same numbers."""
    laws = _acts(parts, numbers)
    items = _items(parts, numbers, laws)
    _blocks(parts, items, projects)
    _rounds(parts, people["h"], numbers, items, institutions)
    _own_round(parts, institutions)
    _settings(numbers)


def _acts(parts: SimpleNamespace, numbers: range) -> list[Act]:
    """National laws, and directives that are late, wrong or have a deadline to confirm."""
    on, own = today(), parts.directive
    laws = Act.objects.bulk_create(
        Act(code=f"A-1900-{n:04d}", kind="law", title=f"Law {n}", number=f"No. {n}/1900", status="in force")
        for n in numbers
    )
    late = Act.objects.bulk_create(
        Act(
            code=f"A-1901-{n:04d}", kind="directive", title=f"Directive {n}", celex=f"31990L{n:04d}", status="in force",
            transposition_due_on=on - 9 * DAY,
        )
        for n in numbers
    )  # fmt: skip
    read = Act.objects.bulk_create(
        Act(
            code=f"A-1902-{n:04d}", kind="directive", title=f"Directive in prose {n}", celex=f"31991L{n:04d}",
            status="in force", proposed_due_on=on, transposition_words="By then.",
        )
        for n in numbers
    )  # fmt: skip
    Measure.objects.bulk_create(Measure(act=own, law=law) for law in laws)
    Measure.objects.bulk_create(Measure(act=act, law=parts.law) for act in [*late[::2], *read])
    told = {"level": "partially", "national_provision": "§ 1", "item": parts.items["own"]}
    Concordance.objects.bulk_create(
        Concordance(act=act, law=law, position=100 + n, provision=f"Art. {100 + n}", completed_by=law, **told)
        for n, law, act in zip(numbers, laws, late, strict=True)
        for act in (act, own)
    )
    return laws


def _items(parts: SimpleNamespace, numbers: range, laws: Sequence[Act]) -> list[Item]:
    """Led by Finance, stuck, each with a plan; they touch the one law and the one directive, and the one item touches all."""
    on, own = today(), parts.items["own"]
    items = Item.objects.bulk_create(
        Item(
            code=f"H-1900-{n:04d}", title=f"Item {n}", problem="transposition", description="No law.",
            lead=parts.finance, stage="drafting", stage_since_on=on - 400 * DAY,
        )
        for n in numbers
    )  # fmt: skip
    Plan.objects.bulk_create(
        Plan(item=item, stage=stage, planned_on=on + 200 * DAY)
        for item in items
        for stage in ("government", "in force")
    )
    TouchedAct.objects.bulk_create(
        TouchedAct(item=item, act=act, provisions="§ 1") for item in items for act in (parts.law, parts.directive)
    )
    TouchedAct.objects.bulk_create(TouchedAct(item=own, act=law) for law in laws)
    named = CoordinationFunction.objects.filter(code__in=[f"function-{n}" for n in numbers])
    ItemFunction.objects.bulk_create(ItemFunction(item=own, function=function) for function in named)
    return items


def _blocks(parts: SimpleNamespace, items: Sequence[Item], projects: Sequence[Project]) -> None:
    on = today()
    pairs = [
        *zip(projects, items, strict=True),
        *((parts.own, item) for item in items),
        *((project, parts.items["own"]) for project in projects),
    ]
    Block.objects.bulk_create(
        Block(project=project, item=item, why="It waits.", needed_on=on + 9 * DAY, stated_on=on)
        for project, item in pairs
    )


def _rounds(
    parts: SimpleNamespace, health: User, numbers: range, items: Sequence[Item], institutions: Sequence[Institution]
) -> None:
    """Rounds past their deadline: one each of the items, in which Health objects and an agency is silent; and rounds of the
    one item that are over."""
    on = today()
    dates = {"opened_on": on - 40 * DAY, "due_on": on - 20 * DAY, "days": 5, "shortened_why": "The board sits."}
    running = Consultation.objects.bulk_create(
        Consultation(code=f"C-1900-{n:04d}", item=item, number=1, title=f"Draft {n}", status="open", **dates)
        for n, item in zip(numbers, items, strict=True)
    )
    over = Consultation.objects.bulk_create(
        Consultation(
            code=f"C-1901-{n:04d}", item=parts.items["own"], number=100 + n, title=f"Old draft {n}", status="concluded",
            ended_on=on - 9 * DAY, ended_words="Sent on.", **dates,
        )
        for n in numbers
    )  # fmt: skip
    asked = {"asked_on": on - 40 * DAY, "due_on": on - 20 * DAY}
    against = Request.objects.bulk_create(
        Request(consultation=round_, institution=parts.health, **asked) for round_ in [*running, *over]
    )
    Request.objects.bulk_create(
        Request(
            consultation=round_, institution=place, extension_asked_on=on - 30 * DAY, extension_until=on,
            extension_why="The board.", **asked,
        )
        for round_, place in zip(running, institutions, strict=True)
    )  # fmt: skip
    _say(against, {parts.health.pk: health.appointments.get()}, "not approved")


def _own_round(parts: SimpleNamespace, institutions: Sequence[Institution]) -> None:
    """Every agency is asked in the open round of the one item, and comments."""
    on = today()
    requests = Request.objects.bulk_create(
        Request(consultation=parts.items["own"].consultations.get(number=1), institution=place, asked_on=on, due_on=on)
        for place in institutions
    )
    posts = Appointment.objects.filter(institution__in=institutions).select_related("person")
    _say(requests, {post.institution_id: post for post in posts}, "approved with comments")


def _say(requests: Sequence[Request], posts: dict[int, Appointment], position: str) -> None:
    given = Opinion.objects.bulk_create(
        Opinion(
            request=request, number=1, position=position, words="So.", at=timezone.now(), given_on=request.asked_on,
            signed_by=posts[request.institution_id].person, appointment=posts[request.institution_id],
        )
        for request in requests
    )  # fmt: skip
    Comment.objects.bulk_create(Comment(opinion=each, number=1, provision="§ 1", text="Shorter.") for each in given)


def _settings(numbers: range) -> None:
    days = [LONG_GONE + n * DAY for n in numbers]
    Practice.objects.bulk_create(Practice(starts_on=on, reason="Board.") for on in days)
    StageTerm.objects.bulk_create(
        StageTerm(stage="drafting", starts_on=on, usual_days=90, least_days=9, basis="Rules") for on in days
    )

"""What the portfolio holds about an institution or a function: its running projects and the money approved for them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from core import questions
from core.figures import day_text
from core.questions import Fact, FactKind, Scope
from core.records import Ref
from projects.models import Participation, Project, Report

INSTITUTION = "ministries.institution"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Owner:
    """``field`` leads from a project to the record asked about; ``parameter`` is the portfolio's filter for it."""

    model: str
    field: str
    parameter: str


OWNERS = (
    Owner(INSTITUTION, "lead", "lead"),
    Owner("ministries.coordinationfunction", "served_functions__function", "function"),
)


@questions.about.answer
def projects(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """Projects neither closed nor cancelled, with the cost of the baseline in force (DOMAIN section 4, Mandate)."""
    for owner in OWNERS:
        ids = [ref.pk for ref in refs if ref.model == owner.model]
        if ids:
            rows = _running(scope).filter(**{f"{owner.field}__in": ids})
            yield from _sums(rows, owner)
            yield from _singles(rows, owner, scope)


def _running(scope: Scope) -> Any:
    rows = Project.objects.running()
    return rows.visible_to(scope.access) if scope.access else rows


def _sums(rows: "QuerySet[Any, Any]", owner: Owner) -> Iterable[Fact]:
    """One fact for each currency."""
    by_currency: Iterable[Mapping[str, Any]] = (
        rows.order_by()
        .values(owner_id=F(owner.field), owner_code=F(f"{owner.field}__code"), sums_in=F("currency"))
        .annotate(count=Count("pk"), money=Sum("current__baseline_cost"))
        .order_by("owner_id", "sums_in")
    )
    for row in by_currency:
        yield Fact(
            about=Ref(owner.model, row["owner_id"]),
            kind=FactKind.PROJECTS,
            title=_("Running projects"),
            path=f"{reverse('projects:project-list')}?{owner.parameter}={row['owner_code']}&view=running",
            count=row["count"],
            money=row["money"],
            currency=row["sums_in"],
        )


def _singles(rows: "QuerySet[Any, Any]", owner: Owner, scope: Scope) -> Iterable[Fact]:
    """The first ``most`` of each owner, the dearest first."""
    if not scope.most:
        return
    place = Window(
        RowNumber(), partition_by=F(owner.field), order_by=[F("current__baseline_cost").desc(nulls_last=True), "pk"]
    )
    found = rows.annotate(owner_id=F(owner.field), place=place).filter(place__lte=scope.most)
    told = found.select_related("current__status_round")
    for project in told.order_by("owner_id", "place"):
        yield Fact(
            about=Ref(owner.model, project.owner_id),
            kind=FactKind.PROJECTS,
            title=project.title,
            path=project.get_absolute_url(),
            money=project.current.baseline_cost,
            currency=project.currency,
            rated=project.current.rated(scope.on),
        )


@questions.about.answer
def invitations(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """Who was asked to take part in the projects an institution leads, and has not answered or has declined."""
    ids = [ref.pk for ref in refs if ref.model == INSTITUTION]
    if not ids or not scope.most:
        return
    rows = Participation.objects.of_running_projects().not_accepted().filter(project__lead__in=ids)
    if scope.access:
        rows = rows.visible_to(scope.access)
    for part in rows.select_related("project", "institution").order_by("asked_on", "pk"):
        yield Fact(
            about=Ref(INSTITUTION, part.project.lead_id),
            kind=FactKind.INVITATIONS,
            title=f"{part}: {part.project}",
            path=f"{part.project.get_absolute_url()}#partners",
            words=_answer_of(part),
        )


def _answer_of(part: Participation) -> str:
    if part.answered_on is None:
        return _("asked %(day)s, not answered yet") % {"day": day_text(part.asked_on)}
    return _("declined %(day)s: %(reason)s") % {"day": day_text(part.answered_on), "reason": part.reason}


@questions.about.answer
def answers(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """How many of the reports an institution owed over the last year were filed on time."""
    ids = [ref.pk for ref in refs if ref.model == INSTITUTION]
    if not ids:
        return
    reports = Report.objects.visible_to(scope.access) if scope.access else Report.objects.all()
    for row in reports.filter(institution__in=ids).answer_record(scope.on - YEAR, scope.on):
        yield Fact(
            about=Ref(INSTITUTION, row["institution"]),
            kind=FactKind.ANSWERS,
            title=_("Reports on time over the last year"),
            path=reverse("projects:round-list"),
            count=row["on_time"],
            of=row["asked"],
        )

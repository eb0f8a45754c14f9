"""What the portfolio holds about an institution or a function: its running projects and the money approved for them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from core import questions
from core.questions import Fact, FactKind, Scope
from core.records import Ref
from projects.models import Current, Project, Report

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
    told = found.select_related("current__assessed_round", "current__status_round")
    for project in told.order_by("owner_id", "place"):
        yield Fact(
            about=Ref(owner.model, project.owner_id),
            kind=FactKind.PROJECTS,
            title=project.title,
            path=project.get_absolute_url(),
            money=project.current.baseline_cost,
            currency=project.currency,
            rating=project.current.assessed_rating or project.current.cio_rating,
            rated_by=_whose(project.current, scope.on),
        )


def _whose(current: Current, on: date) -> str:
    """Who rated, and how old the last report is: "Coordination Office, October 2026; last report 22 d old"."""
    if current.assessed_rating is None and current.cio_rating is None:
        return ""
    whose = f"{current.assessor}, {current.assessed_round}" if current.assessed_rating is not None else _("CIO")
    if current.status_on is not None:
        return _("%(whose)s; last report %(days)s d old") % {"whose": whose, "days": (on - current.status_on).days}
    if current.status_round is None:
        return whose
    return _("%(whose)s; last report as of %(round)s") % {"whose": whose, "round": current.status_round}


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

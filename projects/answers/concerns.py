"""What stands in the way of the portfolio: no baseline, no answer of a partner. A fixed number of queries each."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import questions
from core.access import Kind
from core.dates import add_working_days
from core.figures import day_text
from core.questions import Concern, ConcernKind, Scope
from core.records import ref
from ministries.models import Country
from projects.models import Participation, Project
from projects.querysets.facts import RATED_STAGES

DAY = timedelta(days=1)
BASELINE_WITHIN = timedelta(days=60)


def concerned(scope: Scope) -> Any:
    """The projects this scope may see and asks about; whose institutions are concerned is for each answer."""
    if scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER):
        return Project.objects.none()
    if scope.person_ids is not None and scope.institution_ids is None:
        return Project.objects.none()
    found = Project.objects.visible_to(scope.access) if scope.access else Project.objects.all()
    ids = scope.ids_of(Project._meta.label_lower)
    return found if ids is None else found.filter(pk__in=ids)


def led(scope: Scope) -> Any:
    """Those led by the institutions asked about."""
    found = concerned(scope)
    return found if scope.institution_ids is None else found.filter(lead__in=scope.institution_ids)


@questions.concern.answer(ConcernKind.NO_BASELINE)
def baselines(scope: Scope) -> Iterable[Concern]:
    """Nothing approved to hold the project against, 60 days after its approval."""
    rows = led(scope).of_today().in_stages(list(RATED_STAGES)).without_baseline().with_first_day_in(RATED_STAGES)
    for project in rows.filter(first_day__lte=scope.on - BASELINE_WITHIN):
        yield Concern(
            kind=ConcernKind.NO_BASELINE,
            key=f"no baseline:{project.pk}",
            record=ref(project),
            since_on=project.first_day + BASELINE_WITHIN,
            severity=2,
            institution_id=None,
            title=_("No baseline: %(project)s") % {"project": project},
            why=_("Approved or under way since %(day)s, and no dates and cost are approved to hold it against.")
            % {"day": day_text(project.first_day)},
            path=f"{project.get_absolute_url()}#money",
        )


@questions.concern.answer(ConcernKind.UNANSWERED)
def unanswered(scope: Scope) -> Iterable[Concern]:
    """Invitations to take part without an answer after the country's term."""
    rows = Participation.objects.unanswered().of_running_projects().filter(project__in=concerned(scope).values("pk"))
    if scope.institution_ids is not None:
        rows = rows.filter(institution__in=scope.institution_ids)
    country: Country | None = None
    for asked in rows.select_related("project__current", "project__lead", "institution"):
        country = country or Country.objects.current()
        due_on = add_working_days(asked.asked_on, country.acceptance_days, country.is_holiday)
        if due_on < scope.on:
            yield _unanswered(asked, due_on + DAY)


def _unanswered(asked: Participation, since_on: Any) -> Concern:
    project = asked.project
    cost = project.current.baseline_cost
    return Concern(
        kind=ConcernKind.UNANSWERED,
        key=f"unanswered:{asked.pk}:{asked.asked_on:%Y%m%d}",
        record=ref(project),
        since_on=since_on,
        severity=3,
        institution_id=asked.institution_id,
        title=_("%(institution)s has not answered: %(project)s")
        % {"institution": asked.institution, "project": project},
        why=_("%(lead)s asked on %(day)s whether it takes part as %(role)s.")
        % {"lead": project.lead, "day": day_text(asked.asked_on), "role": asked.get_role_display().lower()},
        path=f"{project.get_absolute_url()}#partners",
        money=cost,
        currency=project.currency if cost is not None else "",
    )

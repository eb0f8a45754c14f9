"""What comes too late for a project that needs it from another, and whose move that is: four queries for any number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.figures import day_text
from core.questions import Concern, ConcernKind, Scope
from core.records import ref
from projects.answers.concerns import concerned
from projects.models import Baseline, Dependency, Project, Submission
from projects.querysets.facts import RATED_STAGES
from projects.rules.signal import CLASH_DAYS
from projects.rules.supply import Need, Said, clash_since

Course = Mapping[int, list[Said]]
TOLD = (
    "project", "supplier", "milestone", "what", "needed_on", "stated_on",
    "project__code", "project__title", "project__currency", "project__current__baseline_cost",
    "supplier__title", "supplier__lead", "supplier__stage", "supplier__stage_since_on",
    "supplier__current__forecast_ends_on", "supplier__current__baseline_ends_on",
    "milestone__title", "milestone__actual_on", "milestone__forecast_on", "milestone__baseline_on",
)  # fmt: skip
"""All that is read of a need, which are many, to find those that clash."""


@questions.concern.answer(ConcernKind.CLASH)
def clashes(scope: Scope) -> Iterable[Concern]:
    """Of projects that report, as far as both projects may be seen. It is the supplier's move."""
    ids = scope.ids_of(Project._meta.label_lower)
    if scope.access is None and ids is not None and not Dependency.objects.standing().of_projects(ids).exists():
        return  # the common case of what is asked after every change to a project
    waiting = concerned(scope).of_today().in_stages(list(RATED_STAGES))
    rows = Dependency.objects.standing().filter(project__in=waiting.values("pk"))
    if scope.access:
        rows = rows.visible_to(scope.access)
    if scope.institution_ids is not None:
        rows = rows.filter(supplier__lead__in=scope.institution_ids)
    near = rows.select_related("project__current", "supplier__current", "milestone")
    needs = [(each, each.need(scope.on)) for each in near.only(*TOLD)]
    found = [(each, need) for each, need in needs if need.is_clash]
    milestones = _course_of_milestones({each.milestone_id for each, _need in found if each.milestone_id})
    ends = _course_of_ends({each.supplier_id for each, _need in found if not each.milestone_id})
    for each, need in found:
        course = milestones[each.milestone_id] if each.milestone_id else ends[each.supplier_id]
        yield _clash(each, need, min(_since(each, need, course), scope.on))


def _clash(each: Dependency, need: Need, since_on: date) -> Concern:
    project, supplier = each.project, each.supplier
    cost = project.current.baseline_cost
    return Concern(
        kind=ConcernKind.CLASH,
        key=f"clash:{each.pk}:{since_on:%Y%m%d}",
        record=ref(project),
        since_on=since_on,
        severity=1 if need.clash_days is None or need.clash_days > CLASH_DAYS else 2,
        institution_id=supplier.lead_id,
        title=partial(_title, each, need),
        why=partial(_why, each, need),
        path=partial(_path, project),
        money=cost,
        currency=project.currency if cost is not None else "",
        days=need.clash_days,
    )


def _title(each: Dependency, need: Need) -> str:
    if need.clash_days is None:
        return _("“%(what)s” will not come: %(project)s") % {"what": each.what, "project": each.project}
    words = ngettext(
        "“%(what)s” comes %(n)s day too late: %(project)s",
        "“%(what)s” comes %(n)s days too late: %(project)s",
        need.clash_days,
    )
    return words % {"what": each.what, "n": need.clash_days, "project": each.project}


def _why(each: Dependency, need: Need) -> str:
    said = {"day": day_text(each.needed_on), "supplier": each.supplier, "milestone": each.milestone}
    if need.expected.on is None:
        return _("Needed by %(day)s from %(supplier)s, which is cancelled.") % said
    said["expected"] = day_text(need.expected.on)
    if each.milestone:
        return _("Needed by %(day)s; %(supplier)s expects its milestone “%(milestone)s” on %(expected)s.") % said
    return _("Needed by %(day)s; %(supplier)s is expected to end on %(expected)s.") % said


def _path(project: Project) -> str:
    return f"{project.get_absolute_url()}#waits"


def _since(each: Dependency, need: Need, course: list[Said]) -> date:
    if need.expected.on is None:
        return max(each.stated_on, each.supplier.stage_since_on)
    return clash_since(each.needed_on, each.stated_on, course)


def _course_of_milestones(ids: Collection[int]) -> Course:
    """Which day each was expected on, and since when, as history tells."""
    course: dict[int, list[Said]] = defaultdict(list)
    if ids:
        events: Any = apps.get_model("projects", "MilestoneEvent")._default_manager
        for row in events.filter(pgh_obj__in=ids).exclude(pgh_label="delete").order_by("pgh_id"):
            since_on = timezone.localdate(row.pgh_created_at)
            course[row.pgh_obj_id].append(Said(since_on, row.forecast_on or row.baseline_on))
    return course


def _course_of_ends(project_ids: Collection[int]) -> Course:
    """Which end each project was expected to have, and since when: as its reports tell and, before these, its baselines."""
    course: dict[int, list[Said]] = defaultdict(list)
    if not project_ids:
        return course
    forecasts: dict[int, list[Said]] = defaultdict(list)
    filed = Submission.objects.filter(report__project__in=project_ids, forecast_ends_on__isnull=False)
    told = filed.order_by("at", "pk").values_list("report__project", "at__date", "forecast_ends_on")
    for project_id, said_on, ends_on in told:
        forecasts[project_id].append(Said(said_on, ends_on))
    for baseline in Baseline.objects.filter(project__in=project_ids):
        filed_since = forecasts[baseline.project_id]
        if not filed_since or baseline.approved_on < filed_since[0].since_on:
            course[baseline.project_id].append(Said(baseline.approved_on, baseline.ends_on))
    return {pk: course[pk] + forecasts[pk] for pk in project_ids}

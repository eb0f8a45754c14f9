"""Laws that come too late for a project that needs them, and whose move that is; a fixed number of queries for any number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Kind
from core.figures import day_text
from core.questions import Concern, ConcernKind, Fact, FactKind, Scope
from core.records import Ref, ref
from legislation.expected import Expectations, Wait, waits
from legislation.models import Block, Item
from legislation.rules.forecast import Course, Known, Source, gap_since
from projects.models import Project
from projects.querysets.facts import RATED_STAGES
from projects.rules.signal import CLASH_DAYS

PROJECT, ITEM = Project._meta.label_lower, Item._meta.label_lower


@questions.concern.answer(ConcernKind.LAW_GAP)
def law_gaps(scope: Scope) -> Iterable[Concern]:
    """Of projects that report, as far as project and item may be seen. It is the move of the item's lead.

    A gap is about the project and stands in the way of both: who asks about the item hears of it too.
    """
    if scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER):
        return
    if scope.person_ids is not None and scope.institution_ids is None:
        return
    if scope.access is None and not _has_blocks(scope):
        return
    found = [wait for wait in waits(_asked_about(scope), scope.on) if wait.gap.is_gap]
    known = _known_of({wait.block.item for wait in found}, scope.on)
    for wait in found:
        block = wait.block
        yield _law_gap(wait, gap_since(block.needed_on, block.stated_on, known[block.item_id], scope.on))


def _has_blocks(scope: Scope) -> bool:
    """Most projects wait for no law, and all are asked after every change to them."""
    projects, items = scope.ids_of(PROJECT), scope.ids_of(ITEM)
    if projects is None or items is None:
        return True
    return bool(Block.objects.of_either(projects, items).exists())


def _asked_about(scope: Scope) -> Any:
    rows = Block.objects.waiting().of_projects_in(list(RATED_STAGES))
    projects, items = scope.ids_of(PROJECT), scope.ids_of(ITEM)
    if projects is not None and items is not None:
        rows = rows.of_either(projects, items)
    if scope.access:
        rows = rows.visible_to(scope.access)
    if scope.institution_ids is not None:
        rows = rows.filter(item__lead__in=scope.institution_ids)
    return rows.for_list()


def _law_gap(wait: Wait, since_on: date) -> Concern:
    block, days = wait.block, wait.gap.days
    project, cost = block.project, block.project.current.baseline_cost
    return Concern(
        kind=ConcernKind.LAW_GAP,
        key=f"law gap:{block.pk}:{since_on:%Y%m%d}",
        record=ref(project),
        since_on=since_on,
        severity=1 if days is None or days > CLASH_DAYS else 2,
        institution_id=block.item.lead_id,
        title=_title(wait),
        why=_why(wait),
        path=f"{project.get_absolute_url()}#laws",
        money=cost,
        currency=project.currency if cost is not None else "",
        days=days,
    )


def _title(wait: Wait) -> str:
    said = {"item": wait.block.item, "project": wait.block.project, "n": wait.gap.days}
    if wait.gap.days is None:
        return _("The law “%(item)s” will not come: %(project)s") % said
    words = ngettext(
        "The law “%(item)s” is in force %(n)s day too late: %(project)s",
        "The law “%(item)s” is in force %(n)s days too late: %(project)s",
        wait.gap.days,
    )
    return words % said


def _why(wait: Wait) -> str:
    block, expected = wait.block, wait.gap.expected
    said = {"day": day_text(block.needed_on), "why": block.why, "stage": block.item.get_stage_display()}
    if expected.on is None:
        return _("Needed by %(day)s: %(why)s The item was dropped.") % said
    said["expected"] = day_text(expected.on)
    if expected.source is Source.PLAN:
        return _("Needed by %(day)s: %(why)s Now in “%(stage)s”, planned to be in force on %(expected)s.") % said
    return (
        _("Needed by %(day)s: %(why)s Now in “%(stage)s”, it can be in force on %(expected)s at the earliest.") % said
    )


def _known_of(items: Collection[Item], on: date) -> Mapping[int, list[Known]]:
    """What was known of each item and since when, as history tells; weighed with the terms of today."""
    known: dict[int, list[Known]] = defaultdict(list)
    if not items:
        return known
    terms = Expectations(on).terms
    stages: dict[int, tuple[str, date]] = {}
    planned: dict[int, dict[str, date]] = defaultdict(dict)
    for event in sorted(
        [*_events("Item", items, "pgh_obj"), *_events("Plan", items, "item")], key=lambda each: each.pgh_created_at
    ):
        pk = _note(event, stages, planned)
        if pk in stages:
            course = Course(*stages[pk], planned=dict(planned[pk]))
            known[pk].append(Known(timezone.localdate(event.pgh_created_at), course, terms))
    return known


def _events(model: str, items: Collection[Item], field: str) -> list[Any]:
    events: Any = apps.get_model("legislation", f"{model}Event")._default_manager
    return list(events.filter(**{f"{field}__in": [item.pk for item in items]}).order_by("pgh_id"))


def _note(event: Any, stages: dict[int, tuple[str, date]], planned: dict[int, dict[str, date]]) -> int:
    """Carry one event of an item or of its plan over into what is known; gives the item."""
    if hasattr(event, "stage_since_on"):
        stages[event.pgh_obj_id] = (event.stage, event.stage_since_on)
        return int(event.pgh_obj_id)
    if event.planned_on and event.pgh_label != "delete":
        planned[event.item_id][event.stage] = event.planned_on
    else:
        planned[event.item_id].pop(event.stage, None)
    return int(event.item_id)


@questions.about.answer
def laws_waited_for(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """How many laws each project waits for, and of them the first ``most``, the worst off first, those in time too."""
    ids = [each.pk for each in refs if each.model == PROJECT]
    if not ids or (scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER)):
        return
    rows = Block.objects.standing().filter(project__in=ids)
    if scope.access:
        rows = rows.visible_to(scope.access)
    by_project: dict[int, list[Wait]] = defaultdict(list)
    for wait in sorted(waits(rows.for_list(), scope.on), key=Wait.worst_first):
        by_project[wait.block.project_id].append(wait)
    for project in Project.objects.filter(pk__in=ids):
        yield from _laws_of(project, by_project[project.pk], scope.most)


def _laws_of(project: Project, found: list[Wait], most: int) -> Iterable[Fact]:
    yield Fact(
        about=ref(project),
        kind=FactKind.LAWS,
        title=_("Laws it waits for"),
        path=f"{reverse('legislation:block-list')}?project={project.code}",
        count=len(found),
    )
    for wait in found[:most]:
        item = wait.block.item
        yield Fact(
            about=ref(project), kind=FactKind.LAWS, title=str(item), path=item.get_absolute_url(), words=wait.words
        )

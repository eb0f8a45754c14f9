"""A project waits for a law: the gap in the signal, in concerns, on the pages; what if; and who may see what."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import questions
from core.access import access_of, today
from core.questions import ConcernKind, Scope
from core.versions import Conflict
from legislation.models import Block
from legislation.services import (
    drop_block,
    edit_block,
    move_item,
    plan_stages,
    set_practice,
    set_stage_term,
    state_block,
)
from projects.models import Current

DAY = timedelta(days=1)


@pytest.fixture
def planned(item, coordinator):
    """In force in 200 days."""
    days = {"drafting": 40, "consultation": 80, "government": 120, "parliament": 140, "adopted": 180, "in force": 200}
    return plan_stages(
        item, item.version, {stage: today() + n * DAY for stage, n in days.items()}, by=coordinator, on=today()
    )


@pytest.fixture
def block(project, planned, coordinator) -> Block:
    """The project needs the law 100 days before it is planned to be in force."""
    return state_block(
        project, item=planned, why="No ministry may read the register.", needed_on=today() + 100 * DAY,
        by=coordinator, on=today(),
    )  # fmt: skip


def day(name, on):
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}


def gaps(**scope):
    return questions.concern(Scope(today(), **scope), [ConcernKind.LAW_GAP])


def law_finding(project):
    found = Current.objects.get(project=project).signal_findings
    return next((each for each in found if each["rule"] == "law"), None)


def test_a_gap_of_a_hundred_days_is_amber_red_and_says_so(block, project):
    found = law_finding(project)
    assert (found["rating"], found["about"]["days"]) == (2, 100)
    assert Current.objects.get(project=project).signal == 2


def test_planned_earlier_the_gap_is_gone_and_a_slip_brings_it_back(block, project, planned, coordinator):
    item = planned
    item.refresh_from_db()
    sooner = {"parliament": None, "adopted": today() + 90 * DAY, "in force": today() + 100 * DAY}
    early = {"consultation": today() + 60 * DAY, "government": today() + 83 * DAY}
    item = plan_stages(item, item.version, {**early, **sooner}, by=coordinator, on=today())
    assert law_finding(project) is None
    plan_stages(item, item.version, {"in force": today() + 130 * DAY}, by=coordinator, on=today())
    assert law_finding(project)["rating"] == 3


def test_a_law_that_was_dropped_will_not_come(block, project, planned, coordinator):
    planned.refresh_from_db()
    move_item(planned, planned.version, "dropped", by=coordinator, on=today(), reason="Solved by another act.")
    assert law_finding(project)["about"]["days"] is None
    assert "will not come" in gaps()[0].title


def test_the_concern_is_the_move_of_the_lead_of_the_law(block, project, finance, health):
    [found] = gaps()
    assert (found.institution_id, found.record, found.days, found.severity) == (finance.pk, project.ref, 100, 1)
    assert found.since_on == today()
    assert not gaps(institution_ids=frozenset({health.pk}))
    assert gaps(records=frozenset({project.ref})) == gaps(records=frozenset({block.item.ref})) == [found]


def test_who_may_not_see_the_law_learns_nothing_of_it(
    project, restricted_item, cio_finance, coordinator, browse, django_assert_max_num_queries
):
    state_block(
        project,
        item=restricted_item,
        why="Without it no screening.",
        needed_on=today() + DAY,
        by=coordinator,
        on=today(),
    )
    assert not gaps(access=access_of(cio_finance))
    page = browse(cio_finance).get(project.get_absolute_url()).content.decode()
    assert restricted_item.title not in page
    assert "A law it needs is in force" in page, "the signal says that there is one"
    assert restricted_item.title in browse(coordinator).get(project.get_absolute_url()).content.decode()
    assert restricted_item.title not in browse(cio_finance).get(reverse("legislation:block-list")).content.decode()


def test_two_at_once_and_refusals(block, project, planned, coordinator):
    edit_block(block, block.version, why="No ministry may ask.", by=coordinator, on=today())
    with pytest.raises(Conflict):
        edit_block(block, block.version, why="Other words.", by=coordinator, on=today())
    with pytest.raises(ValidationError):
        state_block(project, item=planned, why="Again.", needed_on=today(), by=coordinator, on=today())
    block.refresh_from_db()
    with pytest.raises(ValidationError):
        drop_block(block, block.version, why=" ", by=coordinator, on=today())
    drop_block(block, block.version, why="Another law does.", by=coordinator, on=today())
    assert law_finding(project) is None
    block.refresh_from_db()
    with pytest.raises(ValidationError):
        edit_block(block, block.version, why="Again.", by=coordinator, on=today())


def test_terms_hold_from_a_day_to_come(coordinator, planned):
    with pytest.raises(ValidationError):
        set_stage_term(
            stage="parliament",
            starts_on=today(),
            usual_days=90,
            least_days=60,
            basis="Rules",
            by=coordinator,
            on=today(),
        )
    with pytest.raises(ValidationError):
        set_practice(starts_on=today(), usual_days=15, least_days=10, reason="So.", by=coordinator, on=today())
    with pytest.raises(ValidationError):
        set_practice(starts_on=today() + DAY, usual_days=5, least_days=10, reason="So.", by=coordinator, on=today())


def test_list_shows_the_worst_first_and_exports_it(block, browse, coordinator, django_assert_max_num_queries):
    reader = browse(coordinator)
    with django_assert_max_num_queries(22):
        page = reader.get(reverse("legislation:block-list")).content.decode()
    assert "100 days too late" in page
    assert "100 days too late" in reader.get(reverse("legislation:block-list") + "?view=late").content.decode()
    assert "100 days too late" not in reader.get(reverse("legislation:block-list") + "?view=in-time").content.decode()
    told = reader.get(reverse("legislation:block-list") + "?export=csv")
    assert block.item.code in b"".join(told.streaming_content).decode()


def test_what_if_names_the_projects_that_are_hit_and_writes_nothing(block, planned, browse, coordinator):
    address = reverse("legislation:what-if", args=[planned.code])
    page = browse(coordinator).get(f"{address}?stage=parliament&days=60").content.decode()
    assert "1 project would be hit" in page
    assert "140 days too late" in page, "parliament takes 30 days at least, and what is adopted ten more"
    assert "100 days too late" in page
    assert browse(coordinator).get(f"{address}?stage=nonsense&days=-1").status_code == 200


def test_forms_state_change_and_drop(project, planned, browse, cio_finance, cio_health):
    writer = browse(cio_finance)
    said = {
        "project": project.code,
        "item": planned.code,
        "needed_on_0": "1",
        "needed_on_1": "3",
        "needed_on_2": "2030",
    }
    state = reverse("legislation:state-block")
    days = day("needed_on", date(2030, 3, 1))
    answer = writer.post(state, {**said, **days, "why": "No ministry may read it."})
    assert answer.status_code == 302
    made = Block.objects.get()
    assert browse(cio_health).get(made.get_absolute_url()).status_code == 403
    answer = writer.post(made.get_absolute_url(), {"version": made.version, **days, "why": "Other words."})
    assert answer.status_code == 302
    made.refresh_from_db()
    drop = reverse("legislation:drop-block", args=[made.pk])
    assert writer.post(drop, {"version": made.version, "why": "Solved."}).status_code == 302
    made.refresh_from_db()
    assert made.dropped_on == today()


def test_settings_pages_are_the_offices(browse, coordinator, cio_finance):
    office = browse(coordinator)
    soon = day("starts_on", today() + DAY)
    term = {
        "stage": "parliament",
        **soon,
        "usual_days": 90,
        "least_days": 60,
        "basis": "Rules of parliament",
    }
    answer = office.post(reverse("legislation:set-stage-term"), term)
    assert answer.status_code == 302
    rules = {**soon, "usual_days": 12, "least_days": 8, "reason": "Decided."}
    assert office.post(reverse("legislation:set-practice"), rules).status_code == 302
    page = office.get(reverse("legislation:terms")).content.decode()
    assert "Rules of parliament" in page
    assert "to come" in page
    assert browse(cio_finance).get(reverse("legislation:set-practice")).status_code == 403

"""The work queue: what stands in it, in which order, for whom, and how it is handled."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.access import access_of, today
from core.questions import ConcernKind, DueKind, Scope, concern
from core.versions import Conflict
from desk.mine import mine
from desk.models import Handling
from desk.queue import parts
from desk.services import handle, mark_for_council, remind_of, take_off_council
from desk.words import CONCERNS, DUES, TOLD_AS_DUES, TROUBLES, Act, Group, group_of
from outbox.models import Nudge
from projects.period import of_now
from projects.period.council import for_the_council
from projects.services import approve_baseline, create_project, invite, need_from
from tests.desk.conftest import line_of, lines_of, thing_of

ON = today()
DAY = timedelta(days=1)


def keys(lines) -> set[str]:
    return {line.thing.key.partition(":")[0] for line in lines}


def test_every_kind_has_its_words_and_one_place():
    assert set(CONCERNS) == set(ConcernKind)
    assert set(DUES) == set(DueKind)
    assert set(TROUBLES) == set(Group)
    assert all(kind in TROUBLES[group_of(kind)].kinds for kind in ConcernKind)


def test_what_is_overdue_and_what_stands_in_the_way_are_lines_worst_first(
    late_milestone, late_round, unplanned, coordinator, cio_finance
):
    found = lines_of(coordinator)
    assert keys(found) == {"milestone", "report", "no baseline"}
    report = line_of(coordinator, "report")
    assert (report.mover, report.asked, report.days, report.act) == (
        "Ministry of Finance", "Pavel Orsin, CIO", 3, Act.REMIND,
    )  # fmt: skip
    baseline = line_of(coordinator, "no baseline")
    assert (baseline.mover, baseline.asked, baseline.days, baseline.act) == ("Coordination Office", "", 140, Act.OPEN)
    told = parts(found, 1)
    assert [(part.group, part.count, part.more) for part in told[:2]] == [
        (Group.OVERDUE, 3, 2),  # the ferry tickets owe a report too
        (Group.STATUS, 1, 0),
    ]
    assert [line.thing.kind for line in told[0].lines] == [DueKind.MILESTONE]
    assert all(part.none and not part.count for part in told[2:])


def test_what_is_not_due_yet_is_no_line(round_, coordinator):
    assert not keys(lines_of(coordinator))


def test_an_invitation_without_answer_is_told_once_where_it_can_be_reminded_of(project, health, coordinator):
    invite(project, health, "user", by=coordinator, on=ON - 30 * DAY)
    [line] = lines_of(coordinator)
    assert (line.thing.kind, line.act) == (DueKind.ACCEPTANCE, Act.REMIND)
    told = concern(Scope(ON, access=access_of(coordinator)), TOLD_AS_DUES)
    assert [each.kind for each in told] == [ConcernKind.UNANSWERED]


def test_what_one_may_not_see_is_in_no_group_and_no_count(unplanned, hidden, coordinator, cio_finance, cio_health):
    assert len(lines_of(coordinator)) == 2
    assert [line.thing.title for line in lines_of(cio_finance)] == ["No baseline: Ferry tickets online"]
    assert parts(lines_of(cio_finance), 5)[0].count == 1
    assert len(lines_of(cio_health)) == 2


def test_put_off_until_a_day_it_comes_back_on_that_day(unplanned, coordinator):
    handle(thing_of(coordinator, "no baseline"), 0, by=coordinator, on=ON, snoozed_until=ON + 3 * DAY, note="Waits.")
    assert not keys(lines_of(coordinator).open())
    assert keys(lines_of(coordinator).put_off()) == {"no baseline"}
    assert not keys(lines_of(coordinator, ON + 2 * DAY).open())
    assert keys(lines_of(coordinator, ON + 3 * DAY).open()) == {"no baseline"}


@pytest.mark.parametrize("until", [ON - DAY, ON, ON + 400 * DAY])
def test_nothing_is_put_off_into_the_past_or_for_ever(until, unplanned, coordinator):
    with pytest.raises(ValidationError, match="after today"):
        handle(thing_of(coordinator, "no baseline"), 0, by=coordinator, on=ON, snoozed_until=until)


def test_a_day_that_has_passed_may_stand_while_the_note_changes(unplanned, coordinator):
    thing = thing_of(coordinator, "no baseline")
    made = handle(thing, 0, by=coordinator, on=ON, snoozed_until=ON + DAY)
    later = handle(thing, made.version, by=coordinator, on=ON + 5 * DAY, snoozed_until=ON + DAY, note="Asked again.")
    assert (later.note, later.snoozed_until) == ("Asked again.", ON + DAY)


def test_only_the_office_takes_a_concern_on(unplanned, coordinator, cio_finance):
    with pytest.raises(ValidationError, match="coordination office"):
        handle(thing_of(coordinator, "no baseline"), 0, by=coordinator, on=ON, handled_by=cio_finance)


def test_of_two_who_handle_the_same_the_second_is_told(unplanned, coordinator):
    thing = thing_of(coordinator, "no baseline")
    made = handle(thing, 0, by=coordinator, on=ON, note="Mine.")
    with pytest.raises(Conflict):
        handle(thing, 0, by=coordinator, on=ON, note="Also mine.")
    handle(thing, made.version, by=coordinator, on=ON, note="Still mine.")
    assert Handling.objects.get().note == "Still mine."
    assert list(made.events.order_by("version").values_list("note", flat=True)) == ["Mine.", "Still mine."]


def test_a_concern_that_is_gone_takes_its_handling_out_of_sight(unplanned, coordinator):
    handle(thing_of(coordinator, "no baseline"), 0, by=coordinator, on=ON, note="Wait for the budget.")
    assert line_of(coordinator, "no baseline").handling.note == "Wait for the budget."
    approve_baseline(unplanned, by=coordinator, on=ON, starts_on=ON - 100 * DAY, ends_on=ON + 100 * DAY, cost=1_000_000)
    assert not keys(lines_of(coordinator))
    assert Handling.objects.count() == 1


def for_council(user, on=ON):
    return concern(Scope(on, access=access_of(user)), {ConcernKind.FOR_COUNCIL})


def test_what_is_for_the_council_waits_no_longer_for_the_move_of_a_ministry(project, health, coordinator, cio_health):
    supplier = create_project(
        title="Register of addresses", lead=health, by=coordinator, on=ON - 300 * DAY, stage="delivery"
    )
    approve_baseline(supplier, by=coordinator, on=ON, starts_on=ON - 300 * DAY, ends_on=ON + 9 * DAY, cost=None)
    need_from(project, supplier, what="Addresses", needed_on=ON + DAY, by=coordinator, on=ON)

    def moves():
        parts = mine(access_of(cio_health), ON).parts
        return [line.thing.kind for part in parts if part.key == "moves" for line in part.lines]

    assert moves() == ["clash"]
    mark_for_council(thing_of(coordinator, "clash"), 0, by=coordinator, on=ON)
    assert moves() == []


def test_what_is_marked_is_for_the_council_and_the_offices_move(
    unplanned, hidden, coordinator, cio_finance, cio_health
):
    thing = next(line.thing for line in lines_of(coordinator) if line.thing.record.pk == hidden.pk)
    made = mark_for_council(thing, 0, by=coordinator, on=ON)
    [found] = for_council(coordinator)
    assert found.title == "For the council: No baseline: Border health screening"
    assert (found.institution_id, found.since_on, found.record) == (None, ON, thing.record)
    line = next(line for line in lines_of(coordinator) if line.thing == thing)
    assert (line.group, line.act, line.mover) == (Group.COUNCIL, Act.OPEN, "Coordination Office")
    assert len(lines_of(coordinator)) == 2
    assert for_council(cio_finance) == []
    assert len(for_council(cio_health)) == 1
    with pytest.raises(ValidationError, match="already"):
        mark_for_council(thing, made.version, by=coordinator, on=ON)
    take_off_council(thing, made.version, by=coordinator)
    assert for_council(coordinator) == []
    with pytest.raises(ValidationError, match="any more"):
        take_off_council(thing, made.version + 1, by=coordinator)


def test_what_is_marked_comes_before_the_council_once(unplanned, coordinator):
    mark_for_council(thing_of(coordinator, "no baseline"), 0, by=coordinator, on=ON)
    access = access_of(coordinator)
    matters = for_the_council(of_now(access, ON), access=access, on=ON, steps=5)
    told = [matter.title for matter in matters if "Ferry" in matter.title]
    assert told == ["For the council: No baseline: Ferry tickets online"]


def test_a_duty_is_not_put_before_the_council(late_milestone, coordinator):
    with pytest.raises(ValidationError, match="Only a concern"):
        mark_for_council(thing_of(coordinator, "milestone"), 0, by=coordinator, on=ON)


def test_a_reminder_by_hand_goes_out_once_a_day_and_the_line_says_so(late_milestone, coordinator):
    thing = thing_of(coordinator, "milestone")
    day = remind_of(thing, by=coordinator, on=ON, at=timezone.now())
    assert Nudge.objects.get().on == day
    assert line_of(coordinator, "milestone", ON).nudge is not None
    with pytest.raises(ValidationError, match="already"):
        remind_of(thing, by=coordinator, on=ON, at=timezone.now())


def test_nobody_is_reminded_of_a_concern(unplanned, coordinator):
    with pytest.raises(ValidationError, match="nothing to remind"):
        remind_of(thing_of(coordinator, "no baseline"), by=coordinator, on=ON, at=timezone.now())

"""Two people on one concern at the same moment: one gets through, the other is told."""

from datetime import timedelta

import pytest

from core.access import today
from core.versions import Conflict
from desk.models import Handling
from desk.services import handle, mark_for_council, take_off_council
from tests.desk.conftest import thing_of
from tests.races import at_once, refused, services_of

pytestmark = pytest.mark.django_db(transaction=True)
ON = today()
WEEK = timedelta(days=7)


def test_every_service_that_takes_a_version_is_tried():
    assert set(services_of("desk")) == {handle, mark_for_council, take_off_council}


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_who_handle_one_concern_at_once_one_is_told(is_first, unplanned, coordinator):
    thing = thing_of(coordinator, "no baseline")
    version = 0 if is_first else handle(thing, 0, by=coordinator, on=ON, note="Seen.").version
    acts = [
        lambda note=note: handle(thing, version, by=coordinator, on=ON, snoozed_until=ON + WEEK, note=note)
        for note in ("One's", "The other's")
    ]
    results = at_once(*acts, meet=True)
    assert [type(each) for each in refused(results)] == [Conflict]
    won = next(each for each in results if isinstance(each, Handling))
    assert Handling.objects.get().note == won.note


def test_a_concern_marked_by_two_at_once_is_marked_once(unplanned, coordinator):
    thing = thing_of(coordinator, "no baseline")
    results = at_once(*(lambda: mark_for_council(thing, 0, by=coordinator, on=ON) for _press in range(2)), meet=True)
    assert len(refused(results)) == 1
    assert Handling.objects.get().council_on == ON


def test_a_mark_is_taken_off_once(unplanned, coordinator):
    thing = thing_of(coordinator, "no baseline")
    version = mark_for_council(thing, 0, by=coordinator, on=ON).version
    results = at_once(*(lambda: take_off_council(thing, version, by=coordinator) for _press in range(2)), meet=True)
    assert len(refused(results)) == 1
    assert Handling.objects.get().council_on is None

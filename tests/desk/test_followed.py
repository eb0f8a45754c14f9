"""What changed on what one follows, since one was last here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access import access_of, today
from core.figures import day_text
from core.records import ref
from desk.followed import followed
from history.models import LastVisit
from history.visits import visit
from outbox.services import follow
from projects.services import change_stage, move_milestone

ON = today()
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_visit_is_over_after_half_an_hour(coordinator):
    at = timezone.now()
    assert visit(coordinator.pk, at=at) is None
    assert visit(coordinator.pk, at=at + 9 * MINUTE) is None
    assert visit(coordinator.pk, at=at + HOUR) == at + 9 * MINUTE
    assert visit(coordinator.pk, at=at + HOUR + MINUTE / 2) == at + 9 * MINUTE
    assert LastVisit.objects.count() == 1


@pytest.mark.django_db(transaction=True)  # inside one transaction all happens at one moment
def test_what_changed_is_told_once_with_both_ends(project, unplanned, coordinator, cio_finance):
    before = timezone.now()
    follow(ref(project), by=cio_finance, at=before)
    milestone = project.milestones.get()
    for days in (5, 9):
        move_milestone(milestone, milestone.version, by=coordinator, on=ON, forecast_on=ON + timedelta(days=days))
        milestone.refresh_from_db()
    change_stage(unplanned, unplanned.version, "paused", by=coordinator, on=ON, reason="Not followed.")
    found = followed(cio_finance, access_of(cio_finance), before, timezone.now())
    assert [(news.title, news.path) for news in found.news] == [(str(project), project.get_absolute_url())]
    assert milestone.title in found.news[0].said
    assert day_text(ON + timedelta(days=9)) in found.news[0].said
    assert not followed(cio_finance, access_of(cio_finance), timezone.now(), timezone.now()).news


def test_what_one_may_not_see_any_more_is_not_told(hidden, coordinator, cio_finance):
    before = timezone.now()
    follow(ref(hidden), by=cio_finance, at=before)
    change_stage(hidden, hidden.version, "paused", by=coordinator, on=ON, reason="Secret.")
    found = followed(cio_finance, access_of(cio_finance), before, timezone.now() + HOUR)
    assert (found.count, found.news) == (0, [])


def test_the_desk_tells_it_and_asks_no_more_for_many(browse, project, unplanned, cio_finance):
    client, before = browse(cio_finance), timezone.now()
    assert "You follow nothing yet" in client.get("/desk/").content.decode()
    follow(ref(project), by=cio_finance, at=before)
    with CaptureQueriesContext(connection) as few:
        page = client.get("/desk/").content.decode()
    assert "New baseline 1" in page.partition('id="followed"')[2]
    follow(ref(unplanned), by=cio_finance, at=before)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/")
    assert abs(len(many) - len(few)) <= 1  # the note that somebody is here is written once a minute

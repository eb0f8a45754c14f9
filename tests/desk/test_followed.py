"""What others changed on what one follows, since one was last here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access import access_of, today
from core.records import ref
from desk.followed import followed
from history.models import LastVisit
from history.visits import visit
from outbox.services import follow
from projects.services import edit_project, plan_milestone

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
def test_acts_of_others_on_what_one_follows_are_told_once_each(project, unplanned, coordinator, cio_finance):
    before = timezone.now()
    follow(ref(project), by=cio_finance, at=before)
    edit_project(project, project.version, by=coordinator, on=ON, aims="Every company.")
    plan_milestone(project, title="Go live", by=coordinator, on=ON, baseline_on=ON)
    edit_project(unplanned, unplanned.version, by=coordinator, on=ON, aims="Not followed.")
    project.refresh_from_db()
    edit_project(project, project.version, by=cio_finance, on=ON, aims="One's own.")
    found = followed(cio_finance, access_of(cio_finance), before)
    assert [(news.title, news.path) for news in found.news] == [(str(project), project.get_absolute_url())] * 2
    assert all(news.said.startswith("Irena Tolvaj ") for news in found.news)
    assert "planned a milestone" in found.news[0].said
    assert not followed(cio_finance, access_of(cio_finance), timezone.now()).news


def test_what_one_may_not_see_any_more_is_not_told(hidden, coordinator, cio_finance):
    before = timezone.now()
    follow(ref(hidden), by=cio_finance, at=before)
    edit_project(hidden, hidden.version, by=coordinator, on=ON, aims="Secret.")
    assert followed(cio_finance, access_of(cio_finance), before).count == 0


def test_the_desk_tells_it_and_asks_no_more_for_many(browse, project, unplanned, coordinator, cio_finance):
    client, before = browse(cio_finance), timezone.now()
    assert "You follow nothing yet" in client.get("/desk/").content.decode()
    follow(ref(project), by=cio_finance, at=before)
    edit_project(project, project.version, by=coordinator, on=ON, aims="Every company.")
    with CaptureQueriesContext(connection) as few:
        assert "Irena Tolvaj edited the project" in client.get("/desk/").content.decode()
    follow(ref(unplanned), by=cio_finance, at=before)
    edit_project(unplanned, unplanned.version, by=coordinator, on=ON, aims="Every ferry.")
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/")
    assert abs(len(many) - len(few)) <= 1  # the note that somebody is here is written once a minute

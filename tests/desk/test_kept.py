"""The desks of those who see the whole government are kept, and say what they would say if they were read anew."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import today
from desk.models import Handling
from history import keeping
from ministries.models import Appointment, Country, Holiday, Institution
from outbox.models import Nudge
from projects.models import Milestone, Project, Report
from tests.desk.conftest import line_of

DESK = "/desk/"
SEATS = {"coordinator": "outbox_nudge", "auditor": "outbox_nudge", "decision_maker": "strategy_objective"}
"""With a table that only what is kept reads."""
OF_THE_REQUEST = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')


def read(client) -> str:
    return OF_THE_REQUEST.sub("", client.get(DESK).content.decode())


def live(client) -> str:
    """As another release reads it, for which nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "_code", lambda: uuid4().hex)
        return read(client)


def remind(by, line):
    Nudge.objects.create(key=line.thing.key, on=today(), pressed_by=by, pressed_at="2026-11-02T09:00Z")


ACTS = {
    "nothing": lambda by, line: None,
    "a reminder": remind,
    "a note": lambda by, line: Handling.objects.create(
        key=line.thing.key,
        kind="milestone",
        record_model="projects.milestone",
        record_pk=1,
        note="Ask them",
        handled_by=by,
    ),
    "another note": lambda by, line: Handling.objects.update(note="Asked"),
    "a name": lambda by, line: type(by).objects.filter(pk=by.pk).update(full_name="Irena Vasko"),
    "an office": lambda by, line: Country.objects.update(office_name="The Bureau"),
    "a day off": lambda by, line: Holiday.objects.create(country_id=1, on=today(), name="Day of the Sea"),
    "a draft": lambda by, line: Report.objects.update(draft={"why": ["Half a"]}, draft_saved_at="2026-11-02T09:00Z"),
    "a post": lambda by, line: Appointment.objects.update(ends_on=today().replace(year=today().year - 1)),
    "a ministry": lambda by, line: Institution.objects.update(name="Treasury"),
    "a title": lambda by, line: Project.objects.update(title="A register of ships"),
    "a milestone": lambda by, line: Milestone.objects.update(actual_on=today()),
    "a closed round": lambda by, line: Report.objects.update(status="missed"),
}


@pytest.mark.django_db(transaction=True)
def test_the_desks_say_what_they_would_say_anew(request, browse, late_milestone, unplanned, coordinator):
    clients = {seat: browse(request.getfixturevalue(seat)) for seat in SEATS}
    line = line_of(coordinator, "milestone")
    for client in clients.values():
        read(client)
    told = set()
    for what, act in ACTS.items():
        act(coordinator, line)
        for seat, client in clients.items():
            assert read(client) == live(client), f"{seat} after {what}"
        told.add(read(clients["coordinator"]))
    assert len(told) > len(ACTS) - 3  # what the page tells did change


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seat", SEATS)
def test_a_desk_is_read_once(seat, request, browse, late_milestone, unplanned):
    client = browse(request.getfixturevalue(seat))
    read(client)
    with CaptureQueriesContext(connection) as asked:
        read(client)
    assert not any(f'FROM "{SEATS[seat]}"' in query["sql"] for query in asked)


@pytest.mark.django_db(transaction=True)
def test_who_handles_it_is_kept_without_their_password(browse, late_milestone, coordinator):
    line = line_of(coordinator, "milestone")
    ACTS["a note"](coordinator, line)
    handling = line_of(coordinator, "milestone").handling
    assert "password" in handling.handled_by.get_deferred_fields()

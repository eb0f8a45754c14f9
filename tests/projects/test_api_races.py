"""Two programs that read the same version and write at the same moment: one is taken, the other is told."""

from datetime import timedelta

import pytest

from core.access import today
from projects.models import Milestone, Participation
from projects.services import invite
from tests.api import ROOT, program_of, send
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def both(people, method: str, path: str, read: str, bodies):
    """The statuses of two programs that send at once what they say to the version both have read."""
    programs = [program_of(person) for person in people]
    tags = [program.get(f"{ROOT}{read}")["ETag"] for program in programs]
    assert tags[0] == tags[1]
    said = zip(programs, bodies, tags, strict=True)
    acts = [lambda p=program, b=body, t=tag: send(p, method, path, b, t).status_code for program, body, tag in said]
    return at_once(*acts, meet=True)


def test_of_two_who_move_one_milestone_one_is_told(project, cio_finance, coordinator):
    milestone = project.milestones.get()
    days = [today() + timedelta(days=days) for days in (10, 20)]
    path = f"milestones/{milestone.pk}/"
    statuses = both((cio_finance, coordinator), "patch", path, path, [{"forecast_on": str(day)} for day in days])
    assert sorted(statuses) == [200, 412]
    assert Milestone.objects.get().forecast_on == days[statuses.index(200)]


def test_of_two_who_change_a_project_one_is_told(project, cio_finance, coordinator):
    path = f"projects/{project.code}/"
    statuses = both((cio_finance, coordinator), "patch", path, path, [{"aims": "One"}, {"aims": "Other"}])
    assert sorted(statuses) == [200, 412]
    project.refresh_from_db()
    assert project.aims == ["One", "Other"][statuses.index(200)]


def test_of_two_who_answer_one_invitation_one_is_told(project, health, cio_health, coordinator):
    asked = invite(project, health, "user", by=coordinator, on=today())
    path = f"participations/{asked.pk}/"
    bodies = [{"answer": "accepted"}, {"answer": "declined", "reason": "No budget."}]
    statuses = both((cio_health, cio_health), "post", f"{path}answer/", path, bodies)
    assert sorted(statuses) == [200, 412]
    assert Participation.objects.get().answer == bodies[statuses.index(200)]["answer"]

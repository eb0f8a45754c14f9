"""A government in which something stands in the way of Finance, of Health, and of what is restricted to Health."""

from datetime import timedelta

import pytest

from core.access import access_of, today
from core.questions import Concern, Due
from desk.queue import Lines, find, queue
from desk.words import Group
from projects.services import create_project, open_round, plan_milestone

ON = today()
DAY = timedelta(days=1)


def lines_of(user, on=ON, *, may_act=True) -> Lines:
    """Without the functions and institutions of the seed, which nobody leads or answers for."""
    every = queue(access_of(user), on, reader_id=user.pk, may_act=may_act, mail_day=on)
    return every.where(lambda line: line.group != Group.OWNERS)


def line_of(user, key_start: str, on=ON):
    return next(line for line in lines_of(user, on) if line.thing.key.startswith(key_start))


def thing_of(user, key_start: str, on=ON) -> Concern | Due:
    thing = line_of(user, key_start, on).thing
    assert find(access_of(user), on, thing.kind, thing.key) == thing
    return thing


@pytest.fixture
def unplanned(finance, coordinator):
    """In delivery for 200 days without a baseline: a concern."""
    return create_project(
        title="Ferry tickets online", lead=finance, by=coordinator, on=ON - 200 * DAY, stage="delivery",
        visibility="government",
    )  # fmt: skip


@pytest.fixture
def hidden(health, coordinator):
    """The same, restricted to Health."""
    return create_project(
        title="Border health screening", lead=health, by=coordinator, on=ON - 200 * DAY, stage="delivery",
        visibility="restricted",
    )  # fmt: skip


@pytest.fixture
def late_round(project, coordinator):
    """A report is owed since three days."""
    return open_round(
        name="This month", starts_on=ON - 20 * DAY, ends_on=ON, due_on=ON - 3 * DAY, by=coordinator, on=ON - 9 * DAY
    )


@pytest.fixture
def late_milestone(late_round, project, coordinator):
    """Finance's, ten days past its day."""
    on = ON - 10 * DAY
    return plan_milestone(project, title="Pilot", by=coordinator, on=on, baseline_on=on, forecast_on=on)

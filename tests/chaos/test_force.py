"""Proof by force: real processes are killed while mails go out, and the mail server counts."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from egov_coord.embedded import has_valkey, postgres_url, start_postgres
from egov_coord.launch.place import CHECKOUT, Place, throw_away_place
from tests.chaos import quick_clock
from tests.chaos.field import RECOVERS_IN, Count, Field, count
from tests.chaos.filling import fill
from tests.chaos.sink import mail_server
from tests.digests.test_worker import database_url

pytestmark = [
    pytest.mark.skipif(not has_valkey(), reason="there is no Redis or Valkey on this machine"),
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes of a worker are found in /proc"),
]

MOST_MEMORY = 400 * 1024
"""Kilobytes of one hand of the worker, whatever it has sent."""


@pytest.fixture
def place() -> Iterator[Place]:
    with throw_away_place() as made:
        yield made


@pytest.fixture
def ground(place, transactional_db, country) -> Iterator[Field]:
    """On the database of the tests: where it is stopped, everybody is thrown out and nobody let in."""
    name = connection.settings_dict["NAME"]

    def told(*statements: str) -> None:
        keeper = psycopg2.connect(database_url().replace(f"/{name}", "/postgres"))
        keeper.autocommit = True
        for statement in statements:
            keeper.cursor().execute(statement)
        keeper.close()

    def stop() -> None:
        connection.close()
        told(
            f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    def start() -> None:
        told(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    with mail_server() as sink:
        made = Field(place, database_url(), sink, stop, start, clock=quick_clock.__name__)
        try:
            yield made
        finally:
            made.end()
            start()


@pytest.fixture
def own_ground(place) -> Iterator[Field]:
    """With a PostgreSQL of its own, which is stopped and started."""
    server = start_postgres(place)

    def start() -> None:
        nonlocal server
        server = start_postgres(place)

    with mail_server() as sink:
        made = Field(place, postgres_url(place), sink, lambda: server.stop(), start)
        try:
            yield made
        finally:
            made.end()
            server.stop()


def batter(ground: Field, kills: int) -> None:
    """Kill at random moments, spread over the mails that are left.

    In between the broker is emptied and killed and the database goes away."""
    blows = [ground.flush_broker, ground.kill_broker, ground.restart_database, ground.kill_worker]
    steps = [blows[number % len(blows)] for number in range(max(len(blows), kills // 10))]
    at = {round((number + 1) * kills / (len(steps) + 1)): blow for number, blow in enumerate(steps)}
    for number in range(kills):
        wanted = len(ground.sink.taken) + random.randint(0, len(ground.left()) // (kills - number))
        ground.wait_for(lambda wanted=wanted: len(ground.sink.taken) >= wanted or ground.is_done())
        time.sleep(random.uniform(0, 0.2))
        struck_at = time.monotonic()
        ground.kill_one()
        if number in at:
            at[number]()
        ground.recover(struck_at)


def judge(capsys, ground: Field) -> Count:
    ground.wait_till_done()
    said = count(ground)
    with capsys.disabled():
        held = f"the largest hand held {ground.fattest // 1024} MB"
        print(f"\n{said}; the next mail at most {ground.slowest:.0f} s after a blow; {held}")
    assert (said.duplicates, said.lost) == (0, 0)
    assert said.unknown <= said.kills
    assert ground.slowest < RECOVERS_IN
    assert ground.fattest < MOST_MEMORY
    return said


def test_nothing_is_lost_or_sent_twice_whoever_is_killed(ground, capsys):
    """Forty mails that the mail server refuses at first, then three hundred more and twenty kills; at last it hangs after
    the text and is slow."""
    sink = ground.sink
    fill(40, timezone.now())
    sink.refuses = "451 4.3.2 Not now"
    ground.begin()
    ground.wait_for(lambda: sink.refused >= 40)
    fill(300, timezone.now())
    sink.refuses, sink.pace = "", 0.08
    ground.wait_for(lambda: len(sink.taken) > 5)
    batter(ground, 20)
    judge(capsys, ground)
    sink.hangs, sink.pace = 2, 0.1
    fill(40, timezone.now())
    said = judge(capsys, ground)
    assert said.unknown >= sink.hung == 2
    assert ground.slowest + quick_clock.SAVED < RECOVERS_IN


@pytest.mark.long
def test_nothing_is_lost_or_sent_twice_in_two_hundred_kills(own_ground, capsys):
    ground, sink = own_ground, own_ground.sink
    command = [sys.executable, "-m", "tests.chaos.filling", "5000"]
    subprocess.run(command, env={**os.environ, **ground.env}, cwd=CHECKOUT, check=True)
    sink.pace = 0.08
    ground.begin()
    ground.wait_for(lambda: len(sink.taken) > 5)
    batter(ground, 200)
    sink.hangs = 5
    ground.wait_for(lambda: sink.hung == 5, patience=600)
    judge(capsys, ground)

"""The processes of an installation, each of which may be killed: worker, two clocks, broker, database."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis

from egov_coord.embedded import start_valkey, valkey_url
from egov_coord.launch.place import Place
from egov_coord.launch.processes import Server, start
from tests.chaos.sink import Sink

CELERY = [sys.executable, "-m", "celery", "-A"]
ENDED = {"sent", "unknown", "failed", "cancelled"}
RECOVERS_IN = 60
"""Seconds, from a blow to the next mail that the mail server takes."""


@dataclass
class Field:
    place: Place
    database_url: str
    sink: Sink
    stop_database: Callable[[], None]
    start_database: Callable[[], None]
    hands: int = 2
    clock: str = "egov_coord"
    """The module whose beat schedule the two clocks keep."""
    kills: int = 0
    slowest: float = 0
    fattest: int = 0
    worker: Server | None = None
    clocks: list[Server] = field(default_factory=list)
    broker: Server | None = None

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": valkey_url(self.place),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "EMAIL_TIMEOUT": "4",
            "SITE_URL": "http://localhost:8000",
        }

    def begin(self) -> None:
        self.broker = start_valkey(self.place)
        for number in range(2):
            env = {**self.env, "CELERY_BEAT_FILE": str(self.place.home / f"beat-{number}")}
            log = self.place.logs / f"beat-{number}.log"
            self.clocks.append(start("beat", [*CELERY, self.clock, "beat", "--pidfile="], log=log, env=env))
        self.start_worker()

    def end(self) -> None:
        for server in [self.worker, *self.clocks, self.broker]:
            if server:
                server.stop(patience=0.2)

    def start_worker(self) -> None:
        command = [
            *CELERY,
            "egov_coord",
            "worker",
            "--concurrency",
            str(self.hands),
            "--loglevel=info",
            "-n",
            "chaos@localhost",
        ]
        self.worker = start("worker", command, log=self.place.logs / "worker.log", env=self.env)

    def hands_at_work(self) -> list[int]:
        """What the worker forked, once it takes tasks. A worker that ended is started again, as a service manager would."""
        if not self.worker.is_running():
            self.start_worker()
        pid = self.worker.process.pid
        if " ready." not in self.worker.log.read_text(errors="replace"):
            return []
        with suppress(OSError):
            return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill_one(self) -> None:
        """One of the worker's hands, whatever it does."""
        living = self.wait_for(self.hands_at_work)
        self.fattest = max([self.fattest, *(memory(pid) for pid in living)])
        with suppress(ProcessLookupError):
            os.kill(random.choice(living), signal.SIGKILL)
            self.kills += 1

    def kill_worker(self) -> None:
        """All of it at once, and a new one in its place."""
        living = self.hands_at_work()
        os.killpg(self.worker.process.pid, signal.SIGKILL)
        self.worker.process.wait()
        self.kills += max(len(living), 1)
        self.start_worker()

    def flush_broker(self) -> None:
        redis.from_url(valkey_url(self.place)).flushall()

    def kill_broker(self, away: float = 2) -> None:
        self.broker.process.kill()
        self.broker.process.wait()
        time.sleep(away)
        self.broker = start_valkey(self.place)

    def restart_database(self, away: float = 2) -> None:
        self.stop_database()
        time.sleep(away)
        self.start_database()

    def mails(self) -> dict[str, str]:
        """Message-ID to state, as the outbox has it."""
        connection = psycopg2.connect(self.database_url)
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT message_id, state FROM outbox_mail")
            return dict(cursor.fetchall())
        finally:
            connection.close()

    def wait_for(self, condition: Callable[[], object], patience: float = RECOVERS_IN):
        deadline = time.monotonic() + patience
        while not (found := condition()):
            assert time.monotonic() < deadline, self.last_words()
            time.sleep(0.1)
        return found

    def left(self) -> dict[str, str]:
        """The mails that have not come to an end."""
        return {key: state for key, state in self.mails().items() if state not in ENDED}

    def is_done(self) -> bool:
        self.hands_at_work()
        return not self.left()

    def recover(self, struck_at: float) -> None:
        """Waits for the next mail after a blow, and keeps how long the slowest took."""
        so_far = sum(self.sink.taken.values())
        self.wait_for(lambda: self.hands_at_work() and (sum(self.sink.taken.values()) > so_far or self.is_done()))
        self.slowest = max(self.slowest, time.monotonic() - struck_at)

    def wait_till_done(self) -> None:
        """As long as mails still come, however slow the machine is."""
        while not self.is_done():
            self.recover(time.monotonic())

    def last_words(self) -> str:
        left = self.left()
        return f"{len(left)} left: {dict(list(left.items())[:3])}\n{self.worker and self.worker.last_words()}"


def memory(pid: int) -> int:
    """Kilobytes a process holds."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
    return 0


@dataclass(frozen=True)
class Count:
    """What the mail server got against what the outbox says."""

    kills: int
    mails: int
    duplicates: int
    lost: int
    unknown: int

    def __str__(self) -> str:
        return f"kills {self.kills}, mails {self.mails}, duplicates {self.duplicates}, lost {self.lost}, unknown {self.unknown}"


def count(ground: Field) -> Count:
    """Lost: said to be sent and never taken, or neither sent nor said to be in doubt. ``kills`` with the lines that hung."""
    states, taken = ground.mails(), ground.sink.taken
    lost = [key for key, state in states.items() if (not taken[key] if state == "sent" else state != "unknown")]
    return Count(
        kills=ground.kills + ground.sink.hung,
        mails=len(states),
        duplicates=sum(times - 1 for times in taken.values()),
        lost=len(lost),
        unknown=sum(state == "unknown" for state in states.values()),
    )

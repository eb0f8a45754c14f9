"""A real worker process, a real broker, a real mail server on this machine."""

import os
import re
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from digests.services import write_digests
from egov_coord.celery import app
from egov_coord.launch.processes import Server, start
from ministries.models import Country
from outbox.models import Mail
from outbox.services import LEASE, sweep

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="there is no Redis or Valkey on this machine"),
]
PATIENCE = 60


@dataclass
class Sink:
    """The mail server: keeps what it takes. ``on_mail`` is called before it says that it has it."""

    got: list[EmailMessage] = field(default_factory=list)
    on_mail: Callable[[], None] = lambda: None
    refuses: bool = False

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refuses:
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.got.append(message_from_bytes(envelope.content, policy=default))
        self.on_mail()
        return "250 Taken"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    kept = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


def database_url() -> str:
    """The address of the test database, for another process."""
    known = connection.settings_dict
    who = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    host = known["HOST"] or known["OPTIONS"].get("host", "")
    if host.startswith("/"):
        return f"postgres://{who}@/{known['NAME']}?{urlencode({'host': host})}"
    return f"postgres://{who}@{host}:{known['PORT'] or 5432}/{known['NAME']}"


@dataclass
class Worker:
    queue: str
    env: dict[str, str]
    log: Path
    process: Server | None = None

    def start(self) -> Server:
        command = [sys.executable, "-m", "celery", "-A", "egov_coord", "worker"]
        options = ["--pool=solo", "-Q", self.queue, "-n", f"{self.queue}@localhost", "--loglevel=info"]
        self.process = start("worker", [*command, *options], log=self.log, env=self.env)
        return self.process

    def does(self, task: str) -> None:
        app.send_task(task, queue=self.queue)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.process and self.process.last_words()
            time.sleep(0.1)


@pytest.fixture
def worker(sink, tmp_path) -> Iterator[Worker]:
    _kept, port = sink
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "SITE_URL": "http://localhost:8000",
    }
    made = Worker(f"test-{secrets.token_hex(4)}", env, tmp_path / "worker.log")
    yield made
    if made.process:
        made.process.stop()


@pytest.fixture
def noon(country) -> None:
    """The country lies where it is about noon now."""
    hours = 12 - timezone.now().hour
    Country.objects.update(time_zone=f"Etc/GMT{-hours:+d}" if hours else "UTC")


@pytest.fixture
def waiting(noon, report, cio_finance) -> Mail:
    """One digest in the outbox; ``report`` is asked for today."""
    now = timezone.now()
    write_digests(on=Country.objects.current().local_time(now).date(), now=now)
    return Mail.objects.get()


def state() -> list[str]:
    return list(Mail.objects.values_list("state", flat=True))


def test_a_digest_arrives_once_with_both_parts_and_a_link_to_the_form(worker, sink, noon, report, cio_finance, browse):
    kept, _port = sink
    worker.start()
    worker.does("digests.write_digests")
    now = timezone.now()  # on a day off the clock writes nothing
    write_digests(on=Country.objects.current().local_time(now).date(), now=now)
    worker.wait_for(lambda: bool(state()))
    for _twice in range(2):
        worker.does("outbox.send_waiting")
    worker.wait_for(lambda: state() == ["sent"])
    worker.does("outbox.send_waiting")
    worker.does("projects.refresh_portfolio")
    worker.wait_for(
        lambda: "projects.refresh_portfolio" in worker.log.read_text() and "succeeded" in worker.log.read_text()
    )
    (mail,) = kept.got
    assert mail["To"] == cio_finance.email
    assert mail["Message-ID"] == Mail.objects.get().message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    path = f"/projects/{report.project.code}/reports/{report.round_id}/report/"
    assert f"http://localhost:8000{path}" in re.findall(r"\S+", text)
    assert f'href="http://localhost:8000{path}"' in html
    assert browse().get(path)["Location"].endswith(f"?next={path}")
    assert browse(cio_finance).get(path).status_code == 200


def test_a_worker_killed_while_the_server_has_the_mail_leaves_unknown_and_no_second_copy(worker, sink, waiting):
    kept, _port = sink
    process = worker.start()
    kept.on_mail = process.process.kill
    worker.does("outbox.send_waiting")
    worker.wait_for(lambda: not process.is_running())
    assert state() == ["sending"]
    assert sweep(now=timezone.now() + LEASE + timedelta(seconds=5)) == 1
    kept.on_mail = lambda: None
    worker.start()
    worker.does("outbox.send_waiting")
    worker.wait_for(lambda: worker.log.read_text().count("succeeded") > 0)
    assert state() == ["unknown"]
    assert len(kept.got) == 1


def test_a_refused_address_fails_with_the_words_of_the_server(worker, sink, waiting):
    kept, _port = sink
    kept.refuses = True
    worker.start()
    worker.does("outbox.send_waiting")
    worker.wait_for(lambda: state() == ["failed"])
    assert Mail.objects.get().words == "550 5.1.1 No such person here"
    assert kept.got == []

"""A mail server that counts what it takes, and does what it is told: hang after the text, refuse, be slow."""

import asyncio
import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller

HANGS = 3600


@dataclass
class Sink:
    """``taken``: how often each Message-ID came. ``pace``: seconds before and after a mail is taken, up to. ``hangs``: so
    many of the next mails are taken and never answered."""

    port: int
    taken: Counter[str] = field(default_factory=Counter)
    pace: float = 0.0
    hangs: int = 0
    hung: int = 0
    refuses: str = ""
    refused: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refuses:
            self.refused += 1
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(random.uniform(0, self.pace))
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        if self.hangs:
            self.hangs -= 1
            self.hung += 1
            await asyncio.sleep(HANGS)
        await asyncio.sleep(random.uniform(0, self.pace))
        return "250 Taken"


@contextmanager
def mail_server() -> Iterator[Sink]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sink = Sink(free.getsockname()[1])
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()

"""One request as one member of the cast, taken back afterwards, and what it answered."""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from django.core.cache import cache as rates
from django.db import connection, transaction
from django.test import Client

from ministries.clock import KEY, UTC
from tests.access.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LOGIN = "/account/login/"
PASSING = [
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'nonce="[^"]*"'),
    re.compile(rb"csrfToken[^,;<]*"),
    re.compile(rb'name="opened" value="[^"]*"'),
]
PASSING_HEADERS = {"X-Request-ID", "Date", "Set-Cookie"}
WRITTEN = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """``wrote``: the tables in which a row was inserted, changed or deleted, also where that came to nothing."""

    status: int
    body: bytes
    headers: dict[str, str]
    wrote: frozenset[str]
    is_sign_in: bool


class Walker:
    """Clients of the whole cast, signed in once; every request starts from the same world and the same cookies."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {letter: _client(user) for letter, user in world.people.items()}
        self.without_token = _client(world.people["c"], enforce_csrf_checks=True)
        self.keys = {
            scope: Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)
            for scope, text in world.keys.items()
        }
        for client in self.clients.values():
            client.get("/account/")  # begins the session, so that no later reading writes it
        self.cases, self.written = 0, written()
        self.nothing: dict[tuple[str, str, str], Answer] = {}
        self.time_zone = rates.get(KEY, UTC)

    def ask(self, letter: str, method: str, address: str, data: object = None, **headers: str) -> Answer:
        return self.send(self.clients[letter], method, address, data, **headers)

    def ask_for_nothing(self, letter: str, method: str, address: str) -> Answer:
        """Of what does not exist: as the world is always the same, it is asked for once only."""
        asked = letter, method, address
        if asked not in self.nothing:
            self.nothing[asked] = self.ask(*asked)
        return self.nothing[asked]

    def send(self, client: Client, method: str, address: str, data: object = None, **headers: str) -> Answer:
        """The request is counted as a case; whatever it wrote is rolled back."""
        self.cases += 1
        before, cookies = self.written, client.cookies
        client.cookies = deepcopy(cookies)
        kept = transaction.savepoint()
        try:
            got = getattr(client, method)(address, data, headers=headers) if data else getattr(client, method)(
                address, headers=headers
            )  # fmt: skip
            body = b"".join(got.streaming_content) if got.streaming else got.content
        finally:
            self.written = written()
            wrote = frozenset(table for table, rows in self.written.items() if rows != before.get(table))
            transaction.savepoint_rollback(kept)
            client.cookies = cookies
            rates.clear()
            rates.set(KEY, self.time_zone)  # else each request would ask for it again
        is_sign_in = got.status_code == 302 and got["Location"].startswith(LOGIN)
        return Answer(got.status_code, settled(body, address), _headers(got, address), wrote, is_sign_in)


def _client(user, **options: bool) -> Client:
    client = Client(raise_request_exception=False, **options)
    if user:
        client.force_login(user, backend=BACKEND)
    return client


def written() -> dict[str, int]:
    """Rows written in this transaction by table, counted by PostgreSQL whatever wrote them."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def settled(body: bytes, address: str) -> bytes:
    """Without what differs from one request to the next, and without the address that was asked for."""
    for pattern in PASSING:
        body = pattern.sub(b"", body)
    return body.replace(address.encode(), b"(address)")


def _headers(got, address: str) -> dict[str, str]:
    return {
        name: value.replace(address, "(address)").replace(quoted(address), "(address)")
        for name, value in got.headers.items()
        if name not in PASSING_HEADERS
    }


@cache
def quoted(address: str) -> str:
    from urllib.parse import quote

    return quote(address)

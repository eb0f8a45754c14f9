"""Every form and every writable address of the API is sent every field of every model; only what it declares changes."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from django.db import connection, models, transaction

from core.access import today
from tests.access.judge import CAST, domain_tables, verdict_of
from tests.access.routes import ROUTES
from tests.access.walk import written
from tests.test_access import VERDICTS
from tests.test_architecture import our_models

pytestmark = pytest.mark.django_db
FORMS = [
    path for path in sorted(VERDICTS) if path in ROUTES and ROUTES[path].is_page and "post" in ROUTES[path].methods
]
API_WRITES = [
    (path, method)
    for path in sorted(VERDICTS) if path in ROUTES and ROUTES[path].is_api
    for method in ("post", "patch") if method in ROUTES[path].methods
]  # fmt: skip
BY_CHANCE = re.compile(r"^at$|_at$|^created$|^expiry$|^digest$|^token_key$|^pgh_context_id$|^message_id$")


@cache
def everything() -> dict[str, str]:
    """Each field of each of our models, by its name and by its column."""
    found: dict[str, str] = {"pk": "1", "is_staff": "on", "is_superuser": "on"}
    for model in our_models():
        for field in model._meta.concrete_fields:
            found |= dict.fromkeys((field.name, field.attname), _value(field))
    return found


def _value(field: models.Field) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2021-02-03"
    if isinstance(field, models.ForeignKey | models.IntegerField | models.DecimalField):
        return "1"
    return "Injected"


class Controls(HTMLParser):
    """What a browser would send of the form as it stands, with the first choice where none is made."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = self.area = ""
        self.buttons: set[str] = set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "button" and name:
            self.buttons.add(name)
        elif tag == "select":
            self.select = name
            self.sent.setdefault(name, "")
        elif tag == "option" and self.select:
            if "selected" in given or (not self.sent[self.select] and given.get("value")):
                self.sent[self.select] = given.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.sent[name] = ""
        elif tag == "input" and name and kind not in ("submit", "file"):
            if kind in ("radio", "checkbox") and "checked" not in given:
                if kind == "radio":
                    self.sent.setdefault(name, given.get("value") or "on")
            else:
                self.sent[name] = given.get("value") or ""

    def handle_data(self, data):
        if self.area:
            self.sent[self.area] += data

    def handle_endtag(self, tag):
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area


def sample(walker, letter: str, address: str) -> tuple[dict[str, str], set[str]]:
    """The form as it stands with its gaps filled, and the names it declares, buttons too; a press has no form."""
    with_page = walker.clients[letter].get(address)
    form = with_page.context.get("form") if with_page.status_code == 200 and with_page.context else None
    if form is None:
        return {"version": "1"}, {"version"}
    controls = Controls()
    controls.feed(with_page.content.decode())
    names = {name for name in controls.sent if any(name == each or name.startswith(f"{each}_") for each in form.fields)}
    sent = {name: controls.sent[name].strip() or _filling(name, today()) for name in names}
    return sent, names | set(form.fields) | controls.buttons


def _filling(name: str, on: date) -> str:
    parts = {"_0": str(on.day), "_1": str(on.month), "_2": str(on.year)}
    if name[-2:] in parts:
        return parts[name[-2:]]
    return "new.person@velmar.example" if "email" in name else "1" if "version" in name else ""


def rows(names: Iterable[str] = ()) -> Counter:
    """Every row of these tables, or of every table of ours, history included, without what is made by chance or by the clock."""
    asked = sorted(names or domain_tables())
    tables = " UNION ALL ".join(f"SELECT '{name}', to_jsonb(t)::text FROM {name} t" for name in asked)
    with connection.cursor() as cursor:
        cursor.execute(tables)
        return Counter((table, _settled(row)) for table, row in cursor.fetchall())


def _settled(row: str) -> str:
    kept = {name: value for name, value in json.loads(row).items() if not BY_CHANCE.search(name)}
    return json.dumps(kept, sort_keys=True)


def sequences() -> list[tuple[str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'")
        return cursor.fetchall()


def wind_back(numbers: list[tuple[str, int | None]]) -> None:
    names, lasts = zip(*numbers, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name::regclass, coalesce(last, 1), last IS NOT NULL)"
            " FROM unnest(%s::text[], %s::bigint[]) AS kept (name, last)",
            [list(names), list(lasts)],
        )


@pytest.fixture(scope="module")
def before(walker) -> Counter:
    """The rows as every test finds them."""
    return rows()


def effect(walker, letter: str, address: str, data: dict[str, str], numbers, before) -> tuple[int, Counter, Counter]:
    """The status, and the rows that came and went: of the tables into which something was written."""
    wind_back(numbers)
    kept, so_far = transaction.savepoint(), written()
    client = walker.clients[letter]
    cookies = client.cookies.copy()
    try:
        status = client.post(address, data).status_code
        touched = {table for table, count in written().items() if count != so_far.get(table)} & domain_tables()
        after = rows(touched) if touched else Counter()
    finally:
        transaction.savepoint_rollback(kept)
        client.cookies = cookies
        walker.written = written()
    known = Counter({row: times for row, times in before.items() if row[0] in touched})
    return status, after - known, known - after


@pytest.mark.parametrize("path", FORMS)
def test_a_form_changes_only_what_it_declares(path, walker, before):
    address = ROUTES[path].address(walker.world.values("own"))
    verdict, numbers = verdict_of(VERDICTS[path]), sequences()
    for letter in sorted(verdict.passes("post"))[:2]:
        sent, declared = sample(walker, letter, address)
        more = {name: value for name, value in everything().items() if name not in declared}
        plain = effect(walker, letter, address, sent, numbers, before)
        assert plain[0] < 500
        assert effect(walker, letter, address, {**more, **sent}, numbers, before) == plain, letter


@pytest.mark.parametrize("path", FORMS)
def test_whoever_may_not_changes_nothing_whatever_is_sent(path, walker):
    address, refused = ROUTES[path].address(walker.world.values("own")), set(CAST)
    for letter in sorted(refused - verdict_of(VERDICTS[path]).passes("post")):
        answer = walker.ask(letter, "post", address, everything())
        assert not answer.wrote & domain_tables(), letter


def record_of(address: str) -> str:
    """Where the record is read that a verb is about."""
    return re.sub(r"^(/api/v1/[^/]+/[^/]+/).+$", r"\1", address)


@pytest.mark.parametrize(("path", "method"), API_WRITES)
def test_the_api_refuses_a_member_it_does_not_know(path, method, walker):
    address = ROUTES[path].address(walker.world.values("own"))
    for letter in CAST:
        passes = letter in verdict_of(VERDICTS[path]).passes(method)
        version = walker.ask(letter, "get", record_of(address)).headers.get("ETag", "") if passes else '"1.a"'
        got = getattr(walker.clients[letter], method)(
            address, everything(), content_type="application/json", headers={"If-Match": version}
        )
        assert got.status_code == 422 if passes else got.status_code in (401, 403), f"{letter} {got.status_code}"

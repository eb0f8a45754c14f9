"""What one may not see changes nothing one sees: no list, count, filter, export, API answer, ETag, timeline or menu."""

import re
from io import BytesIO
from zipfile import ZipFile

import django_filters
import pytest

from core.access import today
from projects.models import Participation, Project
from projects.services import assess, edit_project, invite
from tests.access.judge import verdict_of
from tests.access.laws import hide_law
from tests.access.routes import ROUTES
from tests.access.world import DRAFTED, project
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
TELLTALE = "Zephyrine"


def hide(walker) -> Project:
    """A restricted project of Health, full of one word, in which Interior takes part, which owes a report and waits for laws."""
    parts, office = walker.world.parts, walker.world.people["c"]
    made = project(TELLTALE, parts.health, by=office, visibility="restricted")
    edit_project(made, made.version, by=office, on=today(), aims=f"{TELLTALE} for all", sponsor=TELLTALE)
    assess(made, parts.round, rating=1, basis=TELLTALE, by=office, on=today())
    invite(made, parts.interior, Participation.Role.USER, by=office, on=today())
    hide_law(parts, made, TELLTALE, walker.world.people)
    return made


def addresses(walker, letter: str) -> list[str]:
    """Every page and API answer this person may read, own and foreign; lists also filtered, sorted and exported."""
    found = []
    for path, route in ROUTES.items():
        verdict = verdict_of(VERDICTS[path])
        if route.is_foreign_code or "get" not in route.methods:
            continue
        for whose in ("own", "foreign"):
            if letter in verdict.passes("get", whose):
                plain = route.address(walker.world.values(whose))
                found += [plain, *(f"{plain}?{query}" for query in queries(route))]
    return list(dict.fromkeys(found))


def queries(route) -> list[str]:
    table = getattr(route.view, "table_class", None)
    is_list = table or (route.is_api and "list" in route.entry.callback.actions.values())
    if not is_list:
        return []
    filterset = table.filterset if table else route.view.filterset_class
    filters = filterset.base_filters if filterset else {}
    words = [f"{name}={TELLTALE}" for name, each in filters.items() if type(each) is django_filters.CharFilter]
    exports = ["export=csv", "export=xlsx"] if table else []
    orders = (table or route.view).orders
    return [*words, *exports, *(f"sort={order}" for order in orders)]


def answers(walker, letter: str, asked: list[str]) -> dict[str, tuple]:
    found = {}
    for address in asked:
        answer = walker.ask(letter, "get", address)
        body = b"".join(cells(answer.body)) if answer.body.startswith(b"PK") else answer.body
        headers = {name: value for name, value in answer.headers.items() if not answer.body.startswith(b"PK")}
        found[address] = (answer.status, body, headers)
    return found


def cells(workbook: bytes) -> list[bytes]:
    with ZipFile(BytesIO(workbook)) as book:
        return [book.read(name) for name in sorted(book.namelist()) if name.startswith("xl/")]


def test_what_is_restricted_changes_nothing_that_others_read(walker):
    asked = addresses(walker, "f")
    before = answers(walker, "f", asked)
    hide(walker)
    after = answers(walker, "f", asked)
    assert len(asked) > 60
    assert [address for address in asked if after[address] != before[address]] == []
    told = [address for address, (_status, body, _headers) in after.items() if TELLTALE.encode() in body]
    assert not [address for address in told if TELLTALE not in address], "a search box repeats what was typed"


@pytest.mark.parametrize("letter", ["c", "m", "h"])
def test_who_may_see_it_finds_it_in_lists_exports_and_the_api(letter, walker):
    """So that the test above would notice."""
    hide(walker)
    laws = [
        f"/legislation/{noun}/{way}" for noun in ("items", "blocks", "consultations") for way in ("", "?export=csv")
    ]
    for address in ("/projects/", "/projects/?export=csv", "/projects/?export=xlsx", "/api/v1/milestones/", *laws):
        [(status, body, _headers)] = answers(walker, letter, [address]).values()
        assert status == 200
        assert TELLTALE.encode() in body, address


def test_a_draft_is_read_by_those_who_write_it_only(walker):
    page = ROUTES["projects/<code>/reports/<int:round>/report/"].address(walker.world.values("own"))
    assert DRAFTED.encode() in walker.ask("f", "get", page).body
    for letter in "hc":
        asked = [
            address for address in addresses(walker, letter) if re.search("/(projects|reports|rounds)/[^?]*$", address)
        ]
        told = [address for address in asked if DRAFTED.encode() in walker.ask(letter, "get", address).body]
        assert not told, letter

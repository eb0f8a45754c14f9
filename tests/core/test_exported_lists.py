"""Every list of the API, whole in one answer, against its pages."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.api import exporting
from tests.access.routes import ROUTES
from tests.core.test_exporting import body, rows, table

pytestmark = pytest.mark.django_db
PATHS = [path for path, route in ROUTES.items() if route.is_api and "list" in route.entry.callback.actions.values()]


@pytest.mark.parametrize("path", PATHS)
def test_every_list_is_sent_whole_as_its_pages_tell_it(path, walker, monkeypatch):
    monkeypatch.setattr(exporting, "FIRST_ROWS", 1)
    monkeypatch.setattr(exporting, "ROWS", 2)
    address, client = ROUTES[path].address({}), walker.clients["c"]
    results = client.get(f"{address}?page_size=100").json()["results"]
    assert rows(client.get(f"{address}?as=ndjson")) == results
    sheet = load_workbook(BytesIO(body(client.get(f"{address}?as=xlsx")))).active
    assert sheet.max_row == len(results) + 1
    for row, shown in zip(table(client.get(f"{address}?as=csv")), results, strict=True):
        assert {head.partition(".")[0] for head in row} == set(shown)
        assert None not in row.values(), "a row is shorter than the head"
        objects = [head for head, text in row.items() if text.startswith("{") and not head.endswith("withheld")]
        assert not objects, "of what they hold the head knows nothing"

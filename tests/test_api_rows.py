"""What is told of a row by the function made of its serializer is what the serializer says."""

import orjson
import pytest

from core.api.views import RecordViewSet
from tests.access.judge import verdict_of
from tests.access.routes import ROUTES
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
SHOWN = RecordViewSet.shown


@pytest.mark.parametrize("letter", "fc")
def test_every_answer_says_what_its_serializer_says(walker, letter, monkeypatch) -> None:
    told = set()

    def both(view, rows):
        found = SHOWN(view, rows)
        assert orjson.dumps(found) == orjson.dumps(view.get_serializer(rows, many=True).data)
        if found:
            told.add(type(view).__name__)
        return found

    monkeypatch.setattr(RecordViewSet, "shown", both)
    for path, route in ROUTES.items():
        is_read = route.is_api and "get" in route.methods and issubclass(route.view, RecordViewSet)
        if is_read and letter in verdict_of(VERDICTS[path]).passes("get"):
            walker.ask(letter, "get", route.address(walker.world.values("own")))
    assert len(told) > 25

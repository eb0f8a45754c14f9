"""What is sent while it is read."""

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from django.db import connection
from django.test import RequestFactory

from core.api.streams import NDJSON, ndjson, streamed
from core.streams import FIRST_PIECE, PIECE, as_of_now, one_moment, pieces
from ministries.models import Institution
from ministries.services import create_institution


def found_elsewhere(service, **said) -> None:
    """By another thread, and so by another connection."""

    def serve() -> None:
        service(**said)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(serve).result()


def counts(times: int):
    for _ in range(times):
        yield str(Institution.objects.count()).encode() * PIECE


@pytest.mark.django_db(transaction=True)
def test_all_of_a_stream_is_of_one_moment_whoever_writes_meanwhile(country):
    read = as_of_now(counts(3))
    first = next(read)
    found_elsewhere(create_institution, by=None, code="late", name="Late", kind="agency")
    assert [first, *read] == [b"0" * PIECE] * 3
    assert next(as_of_now(counts(1))) == b"1" * PIECE


@pytest.mark.django_db(transaction=True)
def test_who_stops_reading_frees_the_transaction(country):
    answer = streamed(RequestFactory().get("/"), counts(9), media_type=NDJSON, file_name="a.ndjson")
    next(iter(answer))
    assert connection.in_atomic_block
    answer.close()
    assert not connection.in_atomic_block
    create_institution(by=None, code="later", name="Later", kind="agency")


@pytest.mark.django_db(transaction=True)
def test_a_stream_writes_nothing(country):
    with pytest.raises(Exception, match="read-only transaction"), one_moment():
        create_institution(by=None, code="never", name="Never", kind="agency")


def test_lines_are_joined_to_pieces_and_no_more_is_read_than_is_sent():
    asked = []

    def lines():
        for number in range(100):
            asked.append(number)
            yield b"x" * 1024

    read = pieces(lines())
    assert len(next(read)) == FIRST_PIECE
    assert len(asked) == FIRST_PIECE // 1024
    assert len(next(read)) == PIECE
    assert len(asked) == (FIRST_PIECE + PIECE) // 1024
    assert sum(map(len, read)) == 100 * 1024 - FIRST_PIECE - PIECE


def test_each_row_is_a_line_of_its_own():
    text = b"".join(ndjson([{"title": "One\ntwo"}, {"title": None}]))
    assert [orjson.loads(line) for line in text.splitlines()] == [{"title": "One\ntwo"}, {"title": None}]


@pytest.mark.django_db
def test_a_question_for_the_head_reads_nothing():
    def never():
        raise AssertionError
        yield b""

    answer = streamed(RequestFactory().head("/"), never(), media_type=NDJSON, file_name="a.ndjson")
    assert list(answer) == []
    assert "ETag" not in answer

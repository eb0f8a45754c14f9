"""Answers of the API as gzip, over real HTTP."""

import gzip
import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from accounts.services import make_key
from core.middleware import packed
from core.scopes import TokenScope
from tests.api import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(live_server, coordinator):
    """``ask(path, method="GET", body=None, **headers)``: status, headers, body, as they come from the socket."""
    _token, key = make_key(by=coordinator, name="Packing", scopes=TokenScope.values)

    def asked(path: str, method: str = "GET", body: str | None = None, **headers: str):
        line = HTTPConnection(urlsplit(live_server.url).netloc)
        sent = {"Authorization": f"Bearer {key}", **{name.replace("_", "-"): said for name, said in headers.items()}}
        line.request(method, f"{ROOT}{path}", body, sent)
        answer = line.getresponse()
        found = answer.status, answer.headers, answer.read()
        line.close()
        return found

    return asked


def test_a_list_and_a_whole_list_come_packed_where_that_is_asked_for(ask, project):
    for path in ("projects/", "projects/?as=ndjson", "projects/?as=csv"):
        _status, headers, plain = ask(path)
        assert "Content-Encoding" not in headers
        _status, headers, body = ask(path, Accept_Encoding="br, gzip;q=0.5")
        assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", plain)
        assert "Accept-Encoding" in headers["Vary"]
        assert "Content-Encoding" not in ask(path, Accept_Encoding="gzip;q=0")[1]


def test_the_etag_of_a_packed_answer_serves_to_ask_again_and_to_write(ask, project):
    path = f"projects/{project.code}/"
    _status, headers, _body = ask(path, Accept_Encoding="gzip")
    tag = headers["ETag"]
    assert tag.startswith("W/")
    for known in (tag, tag.removeprefix("W/"), tag.removeprefix("W/").removesuffix('"') + '-gzip"'):
        assert ask(path, Accept_Encoding="gzip", If_None_Match=known)[::2] == (304, b"")
        assert ask(path, If_None_Match=known)[0] == 304
    change = json.dumps({"sponsor": "A. Berg"})
    assert ask(path, "PATCH", change, If_Match=tag, Content_Type="application/json")[0] == 200
    assert ask(path, "PATCH", change, If_Match=tag, Content_Type="application/json")[0] == 412


def test_a_browser_with_a_session_gets_nothing_packed(client, coordinator, project):
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Content-Encoding" not in client.get(f"{ROOT}projects/", headers={"Accept-Encoding": "gzip"}).headers


def test_each_piece_goes_out_as_it_comes():
    read = packed(iter([b"one\n", b"two\n"]))
    first = next(read)
    assert first.endswith(b"\x00\x00\xff\xff"), "it was flushed"
    assert gzip.decompress(b"".join([first, *read])) == b"one\ntwo\n"


def test_a_piece_that_fails_leaves_no_end_that_looks_whole():
    def failing():
        yield b"one\n"
        raise RuntimeError

    read = packed(failing())
    first = next(read)
    with pytest.raises(RuntimeError):
        next(read)
    with pytest.raises(EOFError):
        gzip.decompress(first)


def test_the_document_is_not_made_again_for_who_has_it(client, db):
    answer = client.get(f"{ROOT}schema/")
    for known in ({"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}):
        assert client.get(f"{ROOT}schema/", headers=known).status_code == 304
    other = client.get(f"{ROOT}schema/?format=json", headers={"If-None-Match": answer["ETag"]})
    assert other.status_code == 200

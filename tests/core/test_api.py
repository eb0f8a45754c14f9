from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.serializers import CharField

from accounts.models import ApiToken
from accounts.services import make_key
from core.access import today
from core.api.content import Content
from core.api.views import RecordViewSet
from core.scopes import TokenScope
from projects.services import create_project
from tests.api import LISTS, ROOT, program_of
from tests.conftest import person

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("name", LISTS)
def test_without_a_key_or_a_session_every_list_is_a_401_with_a_challenge(db, name) -> None:
    answer = Client().get(f"{ROOT}{name}/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == PROBLEM
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("name", LISTS)
def test_signed_in_without_standing_is_a_403(administrator, browse, name) -> None:
    answer = browse(administrator).get(f"{ROOT}{name}/")
    assert answer.status_code == 403
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize("name", LISTS)
def test_a_session_and_a_key_read_every_list(report, coordinator, browse, name) -> None:
    for client in (browse(coordinator), program_of(coordinator)):
        answer = client.get(f"{ROOT}{name}/")
        assert answer.status_code == 200
        assert set(answer.json()) == {"results", "next", "previous"}


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer egov_nothing", "Bearer \xff\xfe", "Bearer a b"])
def test_a_key_that_is_none_is_a_401(db, header) -> None:
    assert Client(headers={"Authorization": header}).get(f"{ROOT}projects/").status_code == 401


def test_a_key_ends_with_its_expiry_and_with_its_owner(coordinator) -> None:
    program = program_of(coordinator)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert program.get(f"{ROOT}projects/").status_code == 401
    ApiToken.objects.update(expiry=timezone.now() + timedelta(days=1))
    assert program.get(f"{ROOT}projects/").status_code == 200
    type(coordinator).objects.update(is_active=False)
    assert program.get(f"{ROOT}projects/").status_code == 401
    assert ApiToken.objects.count() == 1


def test_a_key_is_kept_as_a_digest_only(coordinator) -> None:
    token, text = make_key(by=coordinator, name="Statistics office", scopes=[TokenScope.PORTFOLIO_READ])
    assert text.startswith("egov_")
    assert text not in "".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list().get())


def test_use_is_noted_once_a_day(coordinator, django_assert_num_queries, country) -> None:
    program = program_of(coordinator)
    program.get(f"{ROOT}rounds/")
    assert ApiToken.objects.get().last_used_on == today()
    with django_assert_num_queries(2):  # the key, the rounds
        program.get(f"{ROOT}rounds/")


def test_a_key_does_what_its_scopes_say(coordinator, cio_finance, report) -> None:
    writer = program_of(cio_finance, TokenScope.STATUS_WRITE)
    assert writer.get(f"{ROOT}projects/").status_code == 403
    reader = program_of(cio_finance, TokenScope.PORTFOLIO_READ)
    assert reader.get(f"{ROOT}projects/").status_code == 200
    assert reader.post(f"{ROOT}reports/{report.pk}/submissions/", {}, "application/json").status_code == 403


def test_what_is_not_named_in_may_is_denied(coordinator, browse, monkeypatch) -> None:
    from projects.api import RoundViewSet

    monkeypatch.setattr(RoundViewSet, "may", {})
    assert browse(coordinator).get(f"{ROOT}rounds/").status_code == 403


def test_every_action_of_every_viewset_says_who_may_and_for_which_scope() -> None:
    viewsets = [view for view in _viewsets() if issubclass(view[0], RecordViewSet)]
    assert len(viewsets) >= 2 * len(LISTS)
    for viewset, actions in viewsets:
        assert set(actions.values()) <= set(viewset.may), viewset
        assert set(actions.values()) <= set(viewset.scopes), viewset


def test_every_text_that_a_program_sends_is_held_to_the_rule_of_the_pages() -> None:
    """Control characters and turned writing directions are refused by ``Words`` alone."""
    contents, waiting = set(), [Content]
    while waiting:
        contents |= (below := set(waiting.pop().__subclasses__()))
        waiting += below
    texts = [
        (content, name) for content in contents for name, field in content().fields.items() if type(field) is CharField
    ]
    assert len(contents) > 20
    assert texts == []


def _viewsets():
    for pattern in get_resolver().reverse_dict.getlist("nothing") or _patterns(get_resolver().url_patterns):
        cls = getattr(pattern.callback, "cls", None)
        if cls is not None and hasattr(pattern.callback, "actions"):
            yield cls, pattern.callback.actions


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("format=json", "format"),
        ("page=2", "page"),
        ("page_size=many", "page_size"),
        ("lead=", "lead"),
        ("cursor=", "cursor"),
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("sort=random", "sort"),
        ("cursor=%00", "cursor"),
        ("cursor=bm90IGpzb24", "cursor"),
        ("stage=soon", "stage"),
        ("lead=nobody", "lead"),
        ("rating=6", "rating"),
        ("q=%00", "q"),
    ],
)
def test_a_parameter_without_meaning_is_a_400_that_names_it(coordinator, browse, query, parameter) -> None:
    answer = browse(coordinator).get(f"{ROOT}projects/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


@pytest.mark.parametrize("value", ["Infinity", "NaN", '"\\u0000"', '"\\ud800"', "[]", "{}", "[" * 900 + "]" * 900])
def test_a_made_up_cursor_is_a_400(project, coordinator, browse, value) -> None:
    from base64 import urlsafe_b64encode

    for order, pk in (("title", 1), ("late", 10**30)):
        cursor = urlsafe_b64encode(f'["{order}","after",{value},{pk}]'.encode()).decode().rstrip("=")
        answer = browse(coordinator).get(f"{ROOT}projects/", {"sort": order, "cursor": cursor})
        assert answer.status_code in (200, 400)


def test_an_unknown_method_is_a_405_and_other_media_types_are_refused(coordinator, browse) -> None:
    client = browse(coordinator)
    for method in ("put", "patch", "delete", "post", "options"):
        answer = getattr(client, method)(f"{ROOT}settlements/")
        assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert client.get(f"{ROOT}settlements/", headers={"Accept": "text/csv"}).status_code == 406


@pytest.fixture
def many(finance, coordinator):
    for number in range(7):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today())


@pytest.mark.parametrize("sort", ["code", "title", "late"])
def test_pages_follow_one_another_forth_and_back(many, coordinator, browse, sort) -> None:
    client = browse(coordinator)
    whole = [row["code"] for row in client.get(f"{ROOT}projects/", {"sort": sort}).json()["results"]]
    first = client.get(f"{ROOT}projects/", {"sort": sort, "page_size": 3})
    assert 'rel="next"' in first["Link"]
    assert first.json()["previous"] is None
    walked, page = [], first.json()
    while True:
        walked += [row["code"] for row in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert walked == whole
    assert len(whole) == 7
    assert [row["code"] for row in client.get(page["previous"]).json()["results"]] == whole[3:6]


def test_a_page_has_at_most_a_hundred_rows(finance, coordinator, browse) -> None:
    for number in range(101):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today())
    page = browse(coordinator).get(f"{ROOT}projects/?page_size=100000").json()
    assert len(page["results"]) == 100
    assert page["next"]


def test_what_did_not_change_is_a_304(project, coordinator, browse) -> None:
    client = browse(coordinator)
    for address in (f"{ROOT}projects/", f"{ROOT}projects/{project.code}/"):
        tag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    detail = client.get(f"{ROOT}projects/{project.code}/")["ETag"]
    assert detail.strip('"').split(".")[0] == str(project.version)
    create_project(title="Another", lead=project.lead, by=coordinator, on=today())
    assert client.get(f"{ROOT}projects/", headers={"If-None-Match": tag}).status_code == 200


def test_an_answer_is_kept_by_nobody_else(project, coordinator, browse) -> None:
    answer = browse(coordinator).get(f"{ROOT}projects/")
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


def test_what_one_may_not_see_answers_like_what_does_not_exist(restricted_project, cio_finance, browse) -> None:
    client = browse(cio_finance)
    hidden, missing = (client.get(f"{ROOT}projects/{code}/") for code in (restricted_project.code, "P-1999-0001"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert _told(hidden) == _told(missing)


def _told(answer) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in ("X-Request-ID", "Content-Security-Policy")}


def test_the_api_writes_nothing_with_a_session_without_a_csrf_token(report, cio_finance) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cio_finance, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"{ROOT}reports/{report.pk}/submissions/"
    answer = client.post(address, {"rating": 5, "why": "Well"}, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


def test_a_person_of_no_office_gets_nothing_by_guessing(project, restricted_project) -> None:
    stranger = program_of(person("Nadia Ferro", "partner"))
    assert stranger.get(f"{ROOT}projects/{project.code}/").status_code == 403
    assert stranger.get(f"{ROOT}projects/P-1999-0001/").status_code == 403

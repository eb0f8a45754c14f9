"""Rounds of consultation through the API: prepared, opened, answered, concluded, by who may do each."""

from datetime import timedelta

import pytest

from core.access import today
from legislation.models import Comment, Consultation, Opinion, Request
from legislation.services import ask_extension, give_opinion, set_practice
from ministries.services import create_institution
from tests.api import ROOT, errors, program_of, send
from tests.legislation.test_api_writing import acted, patched, refused

DAY = timedelta(days=1)
AGAINST = {
    "position": "not approved",
    "words": "It cannot be run.",
    "comments": [{"provision": "§ 9", "text": "Who pays?"}],
}


@pytest.fixture
def path(asked_health) -> str:
    return f"opinion-requests/{asked_health.pk}/"


@pytest.fixture
def objected(asked_health, cio_health, now) -> Opinion:
    return give_opinion(
        asked_health,
        position="not approved",
        words="No.",
        comments=[("§ 9", "Who pays?")],
        by=cio_health,
        on=today(),
        at=now,
    )


def test_the_lead_prepares_a_round_changes_it_and_opens_it(item, health, justice, cio_finance, cio_health) -> None:
    program, said = program_of(cio_finance), {"item": item.code, "title": "Draft", "institutions": ["health"]}
    assert send(program_of(cio_health), "post", "consultations/", said).status_code == 403
    assert refused(send(program, "post", "consultations/", said | {"institutions": ["finance"]})) == (
        422, ["#/institutions"],
    )  # fmt: skip
    made = send(program, "post", "consultations/", said)
    assert (made.status_code, made.json()["status"], made.json()["days"]) == (201, "draft", 15)
    where = f"consultations/{made.json()['code']}/"
    assert program_of(cio_health).get(f"{ROOT}{where}").status_code == 404
    again = send(program, "post", "consultations/", said)
    assert (again.status_code, list(errors(again))) == (422, ["#"])
    both = patched(program, where, {"institutions": ["justice", "health"], "draft_url": "https://velmar.example/d"})
    assert (both.json()["institutions"], both.json()["draft_url"]) == (
        ["health", "justice"],
        "https://velmar.example/d",
    )
    same = patched(program, where, {"institutions": ["health", "justice", "health"]})
    assert same["ETag"] == both["ETag"]
    assert send(program, "patch", where, {"title": "x"}).status_code == 428
    opened = acted(program, where, "open")
    assert (opened.status_code, opened.json()["status"], opened.json()["opened_on"]) == (200, "open", str(today()))
    assert opened.json()["opinions"]["awaited"] == 2
    assert patched(program, where, {"title": "Other"}).status_code == 422
    assert Consultation.objects.get().title == "Draft"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"code": "C-1"}, "#/code"),
        ({"version": 2}, "#/version"),
        ({"status": "open"}, "#/status"),
        ({"number": 7}, "#/number"),
        ({"days": 0}, "#/days"),
        ({"draft_url": "x"}, "#/draft_url"),
        ({"institutions": ["nobody"]}, "#/institutions"),
    ],
)
def test_a_round_that_is_refused_is_not_stored(item, coordinator, change, pointer) -> None:
    said = {"item": item.code, "title": "Draft"} | change
    assert refused(send(program_of(coordinator), "post", "consultations/", said)) == (422, [pointer])
    assert not Consultation.objects.exists()


def test_a_short_term_opens_only_with_its_reason(prepared, coordinator) -> None:
    program, where = program_of(coordinator), f"consultations/{prepared.code}/"
    assert patched(program, where, {"days": 3}).json()["days"] == 3
    assert refused(acted(program, where, "open")) == (422, ["#/shortened_why"])
    assert acted(program, where, "open", {"shortened_why": "Budget."}).json()["shortened_why"] == "Budget."


def test_the_usual_term_is_that_of_the_rules_in_force(item, coordinator) -> None:
    set_practice(starts_on=today(), usual_days=21, least_days=5, reason="Board.", by=coordinator, on=today() - DAY)
    made = send(program_of(coordinator), "post", "consultations/", {"item": item.code, "title": "Draft"})
    assert made.json()["days"] == 21


def test_one_more_institution_is_asked_in_an_open_round(consultation, cio_finance, cio_health) -> None:
    create_institution(by=None, code="interior", name="Ministry of the Interior", kind="ministry")
    program, where = program_of(cio_finance), f"consultations/{consultation.code}/"
    told = acted(program, where, "ask", {"institution": "interior"}).json()
    assert told["institutions"] == ["health", "interior", "justice"]
    assert refused(acted(program, where, "ask", {"institution": "finance"})) == (422, ["#/institution"])
    assert acted(program, where, "ask", {"institution": "interior"}).status_code == 422
    assert acted(program_of(cio_health), where, "ask", {"institution": "interior"}).status_code == 403


def test_a_round_is_concluded_once_nothing_is_missing(consultation, objected, cio_finance, cio_health) -> None:
    program, where = program_of(cio_finance), f"consultations/{consultation.code}/"
    assert refused(acted(program, where, "conclude", {"words": "Agreed."}))[0] == 422
    comment = f"comments/{Comment.objects.get().pk}/"
    assert acted(program, comment, "reply", {"reply": "accepted"}).status_code == 200
    Request.objects.filter(institution__code="justice").update(due_on=today() - DAY, asked_on=today() - 9 * DAY)
    assert acted(program_of(cio_health), where, "conclude", {"words": "x"}).status_code == 403
    told = acted(program, where, "conclude", {"words": "Agreed."}).json()
    assert (told["status"], told["ended_on"], told["ended_words"]) == ("concluded", str(today()), "Agreed.")
    assert told["opinions"]["silent"] == 1


def test_a_round_is_withdrawn_with_words(consultation, cio_finance, cio_health) -> None:
    where = f"consultations/{consultation.code}/"
    assert acted(program_of(cio_health), where, "withdraw", {"words": "x"}).status_code == 403
    assert refused(acted(program_of(cio_finance), where, "withdraw")) == (422, ["#/words"])
    told = acted(program_of(cio_finance), where, "withdraw", {"words": "No longer wanted."}).json()
    assert (told["status"], told["opinions"]["awaited"]) == ("withdrawn", 0)


def test_only_the_institution_that_is_asked_gives_its_opinion(path, cio_health, cio_finance, coordinator) -> None:
    for user in (coordinator, cio_finance):
        assert acted(program_of(user), path, "give-opinion", AGAINST).status_code == 403
    program = program_of(cio_health)
    assert send(program, "post", f"{path}give-opinion/", AGAINST).status_code == 428
    assert refused(acted(program, path, "give-opinion", {"position": "not approved"})) == (422, ["#/words"])
    assert refused(acted(program, path, "give-opinion", {"position": "approved with comments"})) == (
        422,
        ["#/position"],
    )
    half = AGAINST | {"comments": [{"provision": "§ 9", "text": " "}]}
    assert refused(acted(program, path, "give-opinion", half)) == (422, ["#/comments/0/text"])
    assert refused(acted(program, path, "give-opinion", AGAINST | {"given_on": "2020-01-01"})) == (422, ["#/given_on"])
    told = acted(program, path, "give-opinion", AGAINST)
    assert (told.status_code, told.json()["standing"], told.json()["position"]) == (200, "on time", "not approved")
    assert told.json()["is_dissent"] is True
    given = Opinion.objects.get()
    assert (given.signed_by, given.comments.get().text) == (cio_health, "Who pays?")


def test_more_time_is_asked_for_and_granted_or_refused(
    consultation, path, cio_health, cio_finance, justice, cio_justice
) -> None:
    until = consultation.due_on + 9 * DAY
    asking, lead = program_of(cio_health), program_of(cio_finance)
    said = {"until": str(until), "why": "The registry is audited."}
    assert acted(lead, path, "ask-extension", said).status_code == 403
    early = said | {"until": str(consultation.due_on)}
    assert refused(acted(asking, path, "ask-extension", early)) == (422, ["#/until"])
    assert acted(asking, path, "ask-extension", said).json()["extension_until"] == str(until)
    assert len(lead.get(f"{ROOT}opinion-requests/?state=extension").json()["results"]) == 1
    assert acted(asking, path, "answer-extension", {"is_granted": True}).status_code == 403
    assert refused(acted(lead, path, "answer-extension", {"is_granted": False})) == (422, ["#/words"])
    granted = acted(lead, path, "answer-extension", {"is_granted": True}).json()
    assert (granted["extension_granted"], granted["due_on"]) == (True, str(until))
    other = consultation.requests.get(institution=justice)
    ask_extension(other, other.version, until=until, why="x", by=cio_justice, on=today())
    no = acted(lead, f"opinion-requests/{other.pk}/", "answer-extension", {"is_granted": False, "words": "Urgent."})
    assert (no.json()["extension_words"], no.json()["due_on"]) == ("Urgent.", str(consultation.due_on))


def test_dissent_ends_by_the_dissenter_or_by_the_council(path, objected, cio_health, cio_finance, coordinator) -> None:
    words = {"words": "Agreed on 3 November."}
    assert acted(program_of(cio_finance), path, "end-dissent", words).status_code == 403
    assert acted(program_of(coordinator), path, "end-dissent", words).status_code == 403
    assert acted(program_of(cio_health), path, "settle", words).status_code == 403
    assert refused(acted(program_of(cio_health), path, "end-dissent")) == (422, ["#/words"])
    told = acted(program_of(cio_health), path, "end-dissent", words).json()
    assert (told["is_dissent"], told["settled_by"], told["settled_words"]) == (False, "dissenter", words["words"])
    assert acted(program_of(coordinator), path, "settle", words).status_code == 422


def test_the_office_records_what_the_council_decided(path, objected, coordinator) -> None:
    told = acted(program_of(coordinator), path, "settle", {"words": "Council 4: goes on."}).json()
    assert (told["is_dissent"], told["settled_by"], told["position"]) == (False, "council", "not approved")


def test_the_lead_answers_a_comment(objected, cio_finance, cio_health) -> None:
    where, lead = f"comments/{objected.comments.get().pk}/", program_of(cio_finance)
    assert acted(program_of(cio_health), where, "reply", {"reply": "accepted"}).status_code == 403
    assert refused(acted(lead, where, "reply", {"reply": "rejected"})) == (422, ["#/words"])
    assert send(lead, "post", f"{where}reply/", {"reply": "accepted"}).status_code == 428
    told = acted(lead, where, "reply", {"reply": "partly", "words": "Finance pays half."}).json()
    assert (told["reply"], told["reply_words"], told["replied_on"]) == ("partly", "Finance pays half.", str(today()))


def test_opinions_are_never_written_by_hand(objected, cio_health) -> None:
    program = program_of(cio_health)
    for method, where in (
        ("post", "opinions/"),
        ("patch", f"opinions/{objected.pk}/"),
        ("delete", f"opinions/{objected.pk}/"),
    ):
        assert send(program, method, where, {}, '"1.a"').status_code == 405

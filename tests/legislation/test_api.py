"""Legislation as programs read it: what the pages show, to the same people, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.access import today
from core.scopes import TokenScope
from legislation.models import (
    Act,
    Block,
    Consultation,
    Item,
    Opinion,
    Request,
    TouchedAct,
)
from legislation.rules.terms import Standing
from legislation.services import (
    add_line,
    create_act,
    create_item,
    give_opinion,
    move_item,
    name_measure,
    open_consultation,
    plan_stages,
    prepare_consultation,
    set_practice,
    set_stage_term,
    state_block,
    touch_act,
)
from ministries.models import Institution
from projects.services import create_project
from tests.api import ROOT, program_of

DAY = timedelta(days=1)
LISTS = (
    "acts", "measures", "concordance", "items", "touched-acts", "consultations", "opinion-requests", "opinions", "comments",
    "blocks", "terms", "consultation-rules",
)  # fmt: skip


@pytest.fixture
def opinion(asked_health, cio_health, now) -> Opinion:
    """Health objects to § 9."""
    return give_opinion(
        asked_health, position="not approved", words="It cannot be run.", comments=[("§ 9", "Who pays?")], by=cio_health,
        on=today(), at=now,
    )  # fmt: skip


@pytest.fixture
def block(project, item, coordinator) -> Block:
    """Needed in five days, which cannot be."""
    return state_block(
        project, item=item, why="Nobody can sign.", needed_on=today() + 5 * DAY, by=coordinator, on=today()
    )


@pytest.fixture
def one_of_each(act, directive, block, opinion, coordinator) -> None:
    add_line(directive, provision="Art. 1", by=coordinator)
    name_measure(directive, act, by=coordinator)
    later = today() + 30 * DAY
    set_practice(starts_on=later, reason="Board.", by=coordinator, on=today())
    set_stage_term(
        stage="drafting", starts_on=later, usual_days=90, least_days=9, basis="Rules", by=coordinator, on=today()
    )


def rows(client, path: str) -> list[dict]:
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("name", LISTS)
def test_without_a_key_nothing_is_told(db, name) -> None:
    assert Client().get(f"{ROOT}{name}/").status_code == 401
    assert Client().get(f"{ROOT}{name}/1/").status_code == 401


@pytest.mark.parametrize("name", LISTS)
def test_who_stands_for_nothing_is_refused(administrator, browse, name) -> None:
    assert browse(administrator).get(f"{ROOT}{name}/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_key_reads_legislation_by_its_scope_alone(one_of_each, auditor, name) -> None:
    scopes = set(TokenScope) - {TokenScope.LEGISLATION_READ}
    assert program_of(auditor, *scopes).get(f"{ROOT}{name}/").status_code == 403
    program = program_of(auditor, TokenScope.LEGISLATION_READ)
    found = rows(program, f"{name}/")
    assert found
    one = program.get(f"{ROOT}{name}/{found[0].get('code') or found[0]['id']}/")
    assert one.json() == found[0]
    again = program.get(one.request["PATH_INFO"], headers={"If-None-Match": one["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_act_tells_its_deficit_and_how_far_its_table_is(directive, act, auditor, coordinator) -> None:
    add_line(directive, provision="Art. 1", by=coordinator, level="fully", law=act, national_provision="§ 1")
    add_line(directive, provision="Art. 2", by=coordinator, level="not relevant")
    add_line(directive, provision="Art. 3", by=coordinator)
    program = program_of(auditor)
    told = program.get(f"{ROOT}acts/{directive.code}/").json()
    assert (told["days_over"], told["deficit"]) == (30, "transposition")
    assert told["progress"] == {
        "lines": 3, "fully": 1, "partially": 0, "not_to_be_transposed": 0, "not_relevant": 1, "discretionary": 0,
        "not_compared": 1, "complete": 2, "percent": 66,
    }  # fmt: skip
    name_measure(directive, act, by=coordinator)
    assert program.get(f"{ROOT}acts/{directive.code}/").json()["deficit"] == "conformity"
    law = program.get(f"{ROOT}acts/{act.code}/").json()
    assert (law["progress"], law["deficit"], law["number"]) == (None, None, "No. 41/2019")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=identification", ["eID Act"]),
        ("number=32022L2555", ["NIS 2"]),
        ("kind=law", ["eID Act"]),
        ("view=passed", ["NIS 2"]),
        ("view=confirm", []),
        ("sort=title", ["eID Act", "NIS 2"]),
        ("sort=deadline", ["NIS 2", "eID Act"]),
    ],
)
def test_acts_are_found_as_on_the_page(act, directive, auditor, query, found) -> None:
    told = rows(program_of(auditor), f"acts/?fields=short_title&{query}")
    assert [row["short_title"] for row in told] == found
    assert all(set(row) == {"short_title"} for row in told)


def test_a_corrigendum_names_the_act_it_corrects(directive, auditor, coordinator) -> None:
    made = create_act(kind="directive", title="Corrigendum", celex="32022L2555R(01)", by=coordinator, on=today())
    assert program_of(auditor).get(f"{ROOT}acts/{made.code}/").json()["corrects"] == directive.code


def test_an_item_tells_its_stage_what_is_expected_and_who_waits(item, act, block, auditor, coordinator) -> None:
    moved = move_item(item, item.version, "drafting", by=coordinator, on=today(), moved_on=today() - 9 * DAY)
    plan_stages(moved, moved.version, {"in force": today() + 400 * DAY}, by=coordinator, on=today())
    told = program_of(auditor).get(f"{ROOT}items/{item.code}/").json()
    assert (told["stage"], told["days_in_stage"], told["usual_days"], told["is_stuck"]) == ("drafting", 9, 120, False)
    assert (told["expected_on"], told["expected_by"]) == (str(today() + 400 * DAY), "plan")
    assert {"stage": "in force", "planned_on": told["expected_on"], "actual_on": None} in told["plans"]
    touched = TouchedAct.objects.get()
    assert told["acts"] == [{"id": touched.pk, "act": act.code, "act_title": "eID Act", "provisions": "§ 4"}]
    assert (told["waiting"], told["late_for"], told["worst_gap_days"], told["functions"]) == (1, 1, 395, [])
    assert told["lead"]["code"] == "finance"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=signature", True),
        ("lead=finance", True),
        ("lead=health", False),
        ("problem=conflict", True),
        ("stage=drafting", False),
        ("view=running", True),
        ("view=stuck", False),
        ("sort=age", True),
        ("sort=planned", True),
        ("sort=title", True),
    ],
)
def test_items_are_found_as_on_the_page(item, auditor, health, query, is_found) -> None:
    assert bool(rows(program_of(auditor), f"items/?fields=code,days_in_stage&{query}")) is is_found


def test_a_round_tells_who_is_asked_and_how_they_answer(consultation, opinion, auditor) -> None:
    told = program_of(auditor).get(f"{ROOT}consultations/{consultation.code}/").json()
    assert (told["status"], told["number"], told["days"], told["institutions"]) == (
        "open",
        1,
        15,
        ["health", "justice"],
    )
    assert (told["due_on"], told["last_due_on"], told["is_past_due"]) == (
        str(consultation.due_on), str(consultation.due_on), False,
    )  # fmt: skip
    assert told["opinions"] == {
        "asked": 2, "answered": 1, "on_time": 1, "late": 0, "silent": 0, "awaited": 1, "not_approved": 1, "dissents": 1,
    }  # fmt: skip


def test_opinions_and_comments_are_told_with_who_signed_them(consultation, opinion, auditor) -> None:
    program = program_of(auditor)
    (told,) = rows(program, f"opinions/?consultation={consultation.code}&state=last&position=not%20approved")
    assert (told["institution"]["code"], told["signed_by"], told["post"], told["given_on"]) == (
        "health", "Lena Marwick", "cio", str(today()),
    )  # fmt: skip
    (comment,) = rows(program, f"comments/?opinion={opinion.pk}&state=unanswered")
    assert (comment["provision"], comment["text"], comment["reply"]) == ("§ 9", "Who pays?", "")
    assert rows(program, "comments/?reply=accepted") == []


def test_a_comment_that_a_later_opinion_replaced_does_not_stand(
    asked_health, opinion, auditor, cio_health, now
) -> None:
    give_opinion(asked_health, position="approved", by=cio_health, on=today(), at=now)
    program = program_of(auditor)
    assert rows(program, "comments/?state=standing") == []
    assert len(rows(program, "comments/")) == 1
    assert [row["number"] for row in rows(program, "opinions/?state=last")] == [2]


def test_a_request_stands_in_lists_as_the_rule_says(consultation, opinion, coordinator, cio_justice, now) -> None:
    """The same in SQL as in Python, on days before, at and after the deadline, and after the round ended."""
    late = consultation.due_on + DAY
    justice = consultation.requests.get(institution__code="justice")
    give_opinion(justice, position="not concerned", by=cio_justice, on=late, at=now)
    other = consultation.requests.create(
        institution=Institution.objects.create(code="x", name="X"), asked_on=today(), due_on=late + 9 * DAY
    )
    Request.objects.create(consultation=consultation, institution=Institution.objects.create(code="y", name="Y"))
    days = [today() - DAY, today(), consultation.due_on, late, other.due_on, other.due_on + DAY]

    def agree() -> set[Standing]:
        found = set()
        for on in days:
            for request in Request.objects.for_page():
                expected = request.standing_on(on)
                found.add(expected)
                stands = {each for each in Standing if Request.objects.stands(each, on).filter(pk=request.pk).exists()}
                assert stands == {expected}
        return found

    assert agree() == set(Standing) - {Standing.CALLED_OFF}
    Consultation.objects.filter(pk=consultation.pk).update(
        status="withdrawn", ended_on=other.due_on - DAY, ended_words="Off."
    )
    assert Standing.CALLED_OFF in agree()


def test_requests_are_found_by_how_they_stand(consultation, asked_health, opinion, auditor) -> None:
    program = program_of(auditor)
    (told,) = rows(program, f"opinion-requests/?consultation={consultation.code}&standing=on%20time")
    assert (told["id"], told["position"], told["is_dissent"], told["first_on"]) == (
        asked_health.pk, "not approved", True, str(today()),
    )  # fmt: skip
    (open_,) = rows(program, "opinion-requests/?standing=awaited&institution=justice")
    assert (open_["position"], open_["days_over"], open_["due_on"]) == (None, 0, str(consultation.due_on))
    assert [row["id"] for row in rows(program, "opinion-requests/?state=dissent")] == [asked_health.pk]
    assert rows(program, "opinion-requests/?state=extension") == []


def test_a_block_tells_the_day_expected_and_the_gap(block, auditor, project, item) -> None:
    (told,) = rows(program_of(auditor), f"blocks/?view=late&project={project.code}")
    assert (told["project"], told["item"], told["item_lead"]["code"]) == (project.code, item.code, "finance")
    assert (told["gap_days"], told["is_gap"], told["expected_by"]) == (91, True, "terms")
    assert told["expected_on"] == str(today() + 96 * DAY)
    assert rows(program_of(auditor), "blocks/?view=in-time") == []
    assert rows(program_of(auditor), "blocks/?state=dropped") == []


def test_of_what_one_may_not_see_there_is_nothing(
    restricted_item, act, directive, project, coordinator, cio_finance, justice, auditor
) -> None:
    on = today()
    touched = touch_act(restricted_item, act, by=coordinator)
    made = prepare_consultation(restricted_item, title="Hidden", days=15, institutions=[justice], by=coordinator, on=on)
    open_consultation(made, made.version, by=coordinator, on=on)
    request = made.requests.get()
    waits = state_block(project, item=restricted_item, why="x", needed_on=on, by=coordinator, on=on)
    line = add_line(directive, provision="Art. 9", by=coordinator, item=restricted_item, completed_on=on, note="Quiet.")
    stranger, sees = program_of(cio_finance), program_of(auditor)
    hidden = {
        "items": restricted_item.code, "touched-acts": touched.pk, "consultations": made.code,
        "opinion-requests": request.pk, "blocks": waits.pk,
    }  # fmt: skip
    for name, key in hidden.items():
        assert rows(stranger, f"{name}/") == [], name
        assert stranger.get(f"{ROOT}{name}/{key}/").status_code == 404
        assert sees.get(f"{ROOT}{name}/{key}/").status_code == 200
    told = stranger.get(f"{ROOT}concordance/{line.pk}/").json()
    assert (told["item"], told["completed_on"], told["note"], told["provision"]) == (None, None, "", "Art. 9")
    assert rows(stranger, f"concordance/?item={restricted_item.code}") == []
    assert rows(stranger, "concordance/?state=overdue") == []
    assert sees.get(f"{ROOT}concordance/{line.pk}/").json()["item"] == restricted_item.code
    assert len(rows(sees, f"concordance/?item={restricted_item.code}")) == 1


def test_a_round_in_preparation_is_there_for_office_and_lead_alone(
    prepared, coordinator, cio_finance, cio_health
) -> None:
    for user, status in ((coordinator, 200), (cio_finance, 200), (cio_health, 404)):
        assert program_of(user).get(f"{ROOT}consultations/{prepared.code}/").status_code == status


@pytest.mark.parametrize("query", ["standing=soon", "institution=nobody", "colour=red", "sort=luck", "consultation="])
def test_a_parameter_without_meaning_is_refused(consultation, auditor, query) -> None:
    assert program_of(auditor).get(f"{ROOT}opinion-requests/?{query}").status_code == 400


def many(count: int, finance, act, directive, project, office, speaker, moment) -> None:
    """So many of everything, each with what a row of it shows."""
    on = today()
    asked = Institution.objects.get(code="health")
    for n in range(count):
        law = create_act(
            kind="law", title=f"Law {n}", number=f"No. {project.pk}/{n}/{Act.objects.count()}", by=office, on=on
        )
        made = create_item(title=f"Item {n}", problem="gap", description="x", lead=finance, by=office, on=on)
        touch_act(made, law, by=office)
        plan_stages(made, made.version, {"in force": on + 99 * DAY}, by=office, on=on)
        name_measure(directive, law, by=office)
        add_line(
            directive, provision=f"Art. {law.pk}", by=office, level="fully", law=law, national_provision="§ 1", item=made,
            completed_by=law,
        )  # fmt: skip
        waiting = create_project(title=f"P {n}", lead=finance, by=office, on=on)
        state_block(waiting, item=made, why="x", needed_on=on, by=office, on=on)
        made.refresh_from_db()
        round_ = prepare_consultation(made, title="Draft", days=15, institutions=[asked], by=office, on=on)
        opened = open_consultation(round_, round_.version, by=office, on=on)
        give_opinion(
            opened.requests.get(),
            position="not approved",
            words="x",
            comments=[("§ 1", "x")],
            by=speaker,
            on=on,
            at=moment,
        )
        used = Item.objects.count()
        set_practice(starts_on=on + used * DAY, reason="x", by=office, on=on)
        set_stage_term(
            stage="drafting", starts_on=on + used * DAY, usual_days=9, least_days=9, basis="x", by=office, on=on
        )


def test_no_list_takes_more_queries_for_thirty_rows_than_for_three(
    finance, act, directive, project, health, coordinator, cio_finance, cio_health, now
) -> None:
    program = program_of(cio_finance)
    taken: dict[str, list[int]] = {name: [] for name in LISTS}
    for count in (3, 27):
        many(count, finance, act, directive, project, coordinator, cio_health, now)
        for name in LISTS:
            rows(program, f"{name}/?page_size=1")  # the key's use is noted once a day
            with CaptureQueriesContext(connection) as queries:
                found = rows(program, f"{name}/?page_size=100")
            assert len(found) >= 3
            taken[name].append(len(queries))
    assert {name: counts for name, counts in taken.items() if counts[0] != counts[1]} == {}
    assert {name: counts[0] for name, counts in taken.items() if counts[0] > 12} == {}

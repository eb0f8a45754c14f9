"""Legislation as programs keep it: by the services of the pages, for the same people."""

from datetime import timedelta

import pytest
from django.test import Client

from core.access import today
from core.scopes import TokenScope
from legislation.models import Act, Block, Concordance, Item, Measure, Practice, StageTerm, TouchedAct
from legislation.services import add_line, propose_deadline
from tests.api import ROOT, errors, program_of, send

DAY = timedelta(days=1)
LAW = {"kind": "law", "title": "Act on Archives", "number": "No. 7/2020"}
ITEM = {"title": "No law on keys", "problem": "gap", "description": "Nobody may keep them.", "lead": "finance"}


def read(program, path: str) -> tuple[dict, str]:
    answer = program.get(f"{ROOT}{path}")
    assert answer.status_code == 200, answer.content
    return answer.json(), answer["ETag"]


def acted(program, path: str, verb: str, body: dict | None = None):
    """The verb with the version that was read a moment before."""
    return send(program, "post", f"{path}{verb}/", body or {}, read(program, path)[1])


def patched(program, path: str, body: dict):
    return send(program, "patch", path, body, read(program, path)[1])


def removed(program, path: str):
    return send(program, "delete", path, {}, read(program, path)[1])


def refused(answer) -> tuple[int, list[str]]:
    return answer.status_code, list(errors(answer))


@pytest.mark.parametrize(
    "name",
    [
        "acts",
        "measures",
        "concordance",
        "items",
        "touched-acts",
        "consultations",
        "blocks",
        "terms",
        "consultation-rules",
    ],
)
def test_nobody_writes_without_a_key(db, name) -> None:
    assert send(Client(), "post", f"{name}/", {}).status_code == 401


def test_a_key_writes_legislation_by_its_scope_alone(finance, coordinator) -> None:
    for scope in set(TokenScope) - {TokenScope.LEGISLATION_WRITE}:
        assert send(program_of(coordinator, scope), "post", "items/", ITEM).status_code == 403
    assert send(program_of(coordinator, TokenScope.LEGISLATION_WRITE), "post", "items/", ITEM).status_code == 201


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [
        ("coordinator", True, True),
        ("cio_finance", True, True),
        ("auditor", True, False),
        ("administrator", False, False),
    ],
)
def test_a_key_is_offered_for_what_its_owner_could_do_with_it(name, reads, writes, request, browse) -> None:
    page = browse(request.getfixturevalue(name)).get("/account/keys/new/").content.decode()
    assert (TokenScope.LEGISLATION_READ in page) is reads
    assert (TokenScope.LEGISLATION_WRITE in page) is writes


def test_the_office_keeps_the_register_of_acts(coordinator, cio_finance) -> None:
    program = program_of(coordinator)
    made = send(program, "post", "acts/", LAW)
    assert (made.status_code, made.json()["status"], made.json()["eli"]) == (201, "unknown", "")
    assert program.get(made["Location"]).json() == made.json()
    path = f"acts/{made.json()['code']}/"
    assert send(program, "patch", path, {"status": "in force"}).status_code == 428
    said = {"status": "in force", "eli": "https://velmar.example/eli/7"}
    changed = send(program, "patch", path, said, made["ETag"])
    assert (changed.status_code, changed.json()["status"], changed.json()["eli"]) == (200, "in force", said["eli"])
    assert send(program, "patch", path, {"status": "repealed"}, made["ETag"]).status_code == 412
    assert send(program, "patch", path, {"status": "in force"}, changed["ETag"])["ETag"] == changed["ETag"]
    for answer in (send(program_of(cio_finance), "post", "acts/", LAW), patched(program_of(cio_finance), path, said)):
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"celex": "32022L2555"}, "#/celex"),
        ({"kind": "directive", "celex": "2022/2555"}, "#/celex"),
        ({"kind": "eu regulation", "celex": "32022L2555"}, "#/kind"),
        ({"transposition_due_on": "2027-01-01"}, "#"),
        ({"eli": "nowhere"}, "#/eli"),
        ({"code": "A-1"}, "#/code"),
        ({"version": 9}, "#/version"),
        ({"proposed_due_on": "2027-01-01"}, "#/proposed_due_on"),
        ({"title": "A\u202eB"}, "#/title"),
        ({"kind": "rumour"}, "#/kind"),
    ],
)
def test_an_act_that_is_refused_is_not_stored(coordinator, change, pointer) -> None:
    assert refused(send(program_of(coordinator), "post", "acts/", LAW | change)) == (422, [pointer])
    assert not Act.objects.exists()


def test_a_proposed_deadline_is_confirmed_or_rejected_by_the_office(coordinator, cio_finance) -> None:
    program = program_of(coordinator)
    made = send(program, "post", "acts/", {"kind": "directive", "title": "Directive on data", "celex": "32019L1024"})
    path, act = f"acts/{made.json()['code']}/", Act.objects.get()
    assert refused(acted(program, path, "reject-deadline", {"reason": "None."})) == (422, ["#"])
    for verb, said in (("reject-deadline", {"reason": "A report."}), ("confirm-deadline", {"due_on": "2026-07-17"})):
        act.refresh_from_db()
        propose_deadline(act, act.version, due_on=today(), words="By today", by=coordinator)
        assert acted(program_of(cio_finance), path, verb, said).status_code == 403
        told = acted(program, path, verb, said).json()
        assert told["proposed_due_on"] is None
    assert (told["transposition_due_on"], told["transposition_words"]) == ("2026-07-17", "By today")
    assert refused(acted(program, path, "confirm-deadline")) == (422, ["#/due_on"])


def test_measures_are_named_and_taken_away_by_the_office(act, directive, coordinator, cio_finance) -> None:
    program, said = program_of(coordinator), {"act": directive.code, "law": act.code}
    assert send(program_of(cio_finance), "post", "measures/", said).status_code == 403
    assert send(program, "post", "measures/", {"act": act.code, "law": directive.code}).status_code == 422
    made = send(program, "post", "measures/", said)
    assert (made.status_code, made.json()["law_title"]) == (201, "eID Act")
    path = f"measures/{made.json()['id']}/"
    assert send(program, "delete", path, {}).status_code == 428
    assert send(program, "delete", path, {}, '"900.a"').status_code == 412
    assert removed(program_of(cio_finance), path).status_code == 403
    gone = removed(program, path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert not Measure.objects.exists()
    assert program.get(f"{ROOT}{path}").status_code == 404


def test_the_lead_puts_an_item_on_record_changes_moves_and_plans_it(health, cio_finance, cio_health) -> None:
    lead, other = program_of(cio_finance), program_of(cio_health)
    assert send(other, "post", "items/", ITEM).status_code == 403
    made = send(lead, "post", "items/", ITEM | {"since_on": str(today() - 9 * DAY)})
    assert (made.status_code, made.json()["stage"], made.json()["days_in_stage"]) == (201, "identified", 9)
    path = f"items/{made.json()['code']}/"
    assert patched(lead, path, {"title": "Keys"}).json()["title"] == "Keys"
    assert patched(other, path, {"title": "Locks"}).status_code == 403
    moved = acted(lead, path, "move", {"stage": "drafting", "moved_on": str(today() - DAY)})
    assert (moved.status_code, moved.json()["stage"], moved.json()["days_in_stage"]) == (200, "drafting", 1)
    planned = acted(lead, path, "plan", {"plans": [{"stage": "adopted", "planned_on": str(today() + 300 * DAY)}]})
    assert planned.json()["expected_by"] == "terms"
    functions = acted(lead, path, "functions", {"functions": ["digital-identity"]})
    assert functions.json()["functions"] == ["digital-identity"]
    for verb, body in (
        ("move", {"stage": "consultation"}), ("plan", {"plans": [{"stage": "adopted"}]}), ("functions", {"functions": []}),
    ):  # fmt: skip
        assert acted(other, path, verb, body).status_code == 403
        assert send(lead, "post", f"{path}{verb}/", body).status_code == 428


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lead": "nobody"}, "#/lead"),
        ({"code": "H-1"}, "#/code"),
        ({"version": 3}, "#/version"),
        ({"stage_since_on": "2020-01-01"}, "#/stage_since_on"),
        ({"since_on": "2199-01-01"}, "#/since_on"),
        ({"visibility": "secret"}, "#/visibility"),
        ({"description": ""}, "#/description"),
    ],
)
def test_an_item_that_is_refused_is_not_stored(finance, coordinator, change, pointer) -> None:
    assert refused(send(program_of(coordinator), "post", "items/", ITEM | change)) == (422, [pointer])
    assert not Item.objects.exists()


def test_an_illegal_move_and_a_plan_out_of_order_are_refused_where_they_stand(item, cio_finance) -> None:
    program, path = program_of(cio_finance), f"items/{item.code}/"
    assert refused(acted(program, path, "move", {"stage": "in force"})) == (422, ["#/stage"])
    assert refused(acted(program, path, "move", {"stage": "dropped"})) == (422, ["#/reason"])
    early, late = str(today() + 9 * DAY), str(today() + 90 * DAY)
    plans = [{"stage": "drafting", "planned_on": late}, {"stage": "consultation", "planned_on": early}]
    assert refused(acted(program, path, "plan", {"plans": plans})) == (422, ["#/plans/1/planned_on"])
    twice = {"plans": [plans[0], plans[0]]}
    assert refused(acted(program, path, "plan", twice)) == (422, ["#/plans"])
    assert acted(program, path, "plan", {"plans": plans[1:]}).status_code == 200
    assert refused(acted(program, path, "plan", {"plans": plans[:1]})) == (422, ["#/plans"])
    assert patched(program, path, {"stage": "in force"}).status_code == 422


def test_only_the_office_gives_an_item_another_lead(item, health, coordinator, cio_finance) -> None:
    path = f"items/{item.code}/"
    assert acted(program_of(cio_finance), path, "change-lead", {"lead": "health"}).status_code == 403
    assert acted(program_of(coordinator), path, "change-lead", {"lead": "health"}).json()["lead"]["code"] == "health"
    assert refused(acted(program_of(coordinator), path, "change-lead", {"lead": "health"})) == (422, ["#/lead"])


def test_the_lead_names_the_acts_an_item_touches(item, directive, cio_finance, cio_health) -> None:
    program, said = program_of(cio_finance), {"item": item.code, "act": directive.code}
    assert send(program_of(cio_health), "post", "touched-acts/", said).status_code == 403
    made = send(program, "post", "touched-acts/", said)
    assert (made.status_code, made.json()["act_title"], made.json()["provisions"]) == (201, "NIS 2", "")
    assert refused(send(program, "post", "touched-acts/", said)) == (422, ["#"])
    path = f"touched-acts/{made.json()['id']}/"
    assert patched(program, path, {"provisions": "Art. 21"}).json()["provisions"] == "Art. 21"
    assert refused(patched(program, path, {"act": directive.code})) == (422, ["#/act"])
    assert removed(program_of(cio_health), path).status_code == 403
    assert removed(program, path).status_code == 204
    assert TouchedAct.objects.count() == 1


def test_what_one_may_not_see_cannot_be_written_nor_named(restricted_item, act, project, cio_finance) -> None:
    program, code = program_of(cio_finance), restricted_item.code
    assert send(program, "patch", f"items/{code}/", {"title": "x"}, '"1.a"').status_code == 404
    for verb in ("move", "plan", "functions", "change-lead"):
        assert send(program, "post", f"items/{code}/{verb}/", {}, '"1.a"').status_code == 404
    block = {"project": project.code, "why": "x", "needed_on": "2027-01-01"}
    for name, body in (("touched-acts", {"act": act.code}), ("consultations", {"title": "Draft"}), ("blocks", block)):
        hidden = send(program, "post", f"{name}/", body | {"item": code})
        missing = send(program, "post", f"{name}/", body | {"item": "H-1999-0001"})
        assert refused(hidden) == (422, ["#/item"])
        assert hidden.content == missing.content.replace(b"H-1999-0001", code.encode())


def test_a_line_of_a_concordance_table_is_added_compared_and_removed(
    item, act, directive, cio_finance, cio_health
) -> None:
    program, said = program_of(cio_finance), {"act": directive.code, "provision": "Art. 21"}
    assert (
        send(program, "post", "concordance/", said).status_code == 403
    )  # no item of Finance touches the directive yet
    assert send(program, "post", "touched-acts/", {"item": item.code, "act": directive.code}).status_code == 201
    made = send(program, "post", "concordance/", said)
    assert (made.status_code, made.json()["position"], made.json()["level"]) == (201, 1, "")
    path = f"concordance/{made.json()['id']}/"
    assert refused(patched(program, path, {"level": "fully"})) == (422, ["#/law", "#/national_provision"])
    place = {"level": "partially", "law": act.code, "national_provision": "§ 4"}
    told = patched(
        program, path, place | {"item": item.code, "completed_on": str(today() - DAY), "note": "Next."}
    ).json()
    assert (told["level"], told["law"], told["item"], told["days_over"], told["note"]) == (
        "partially", act.code, item.code, 1, "Next.",
    )  # fmt: skip
    listed = program.get(f"{ROOT}concordance/?act={directive.code}&state=overdue&level=partially").json()["results"]
    assert [row["id"] for row in listed] == [told["id"]]
    stranger = program_of(cio_health)
    assert send(stranger, "post", "concordance/", said | {"provision": "Art. 22"}).status_code == 403
    assert patched(stranger, path, {"note": "x"}).status_code == 403
    assert removed(stranger, path).status_code == 403
    assert removed(program, path).status_code == 204
    assert not Concordance.objects.exists()


def test_a_line_that_a_hidden_item_completes_is_not_rewritten_unseen(
    item, restricted_item, directive, coordinator, cio_finance
) -> None:
    office, program = program_of(coordinator), program_of(cio_finance)
    assert send(office, "post", "touched-acts/", {"item": item.code, "act": directive.code}).status_code == 201
    line = add_line(directive, provision="Art. 9", by=coordinator, item=restricted_item, note="Quiet.")
    path = f"concordance/{line.pk}/"
    assert patched(program, path, {"item": None, "note": ""}).status_code == 403
    assert removed(program, path).status_code == 403
    assert patched(office, path, {"note": "Still."}).json()["note"] == "Still."


def test_a_block_is_stated_moved_and_dropped(project, item, cio_finance, cio_health) -> None:
    program = program_of(cio_finance)
    said = {"project": project.code, "item": item.code, "why": "Nobody can sign.", "needed_on": str(today() + 5 * DAY)}
    assert send(program_of(cio_health), "post", "blocks/", said).status_code == 403
    made = send(program, "post", "blocks/", said)
    assert (made.status_code, made.json()["gap_days"], made.json()["is_gap"]) == (201, 91, True)
    path = f"blocks/{made.json()['id']}/"
    later = patched(program, path, {"needed_on": str(today() + 200 * DAY)}).json()
    assert (later["gap_days"], later["is_gap"]) == (-104, False)
    assert refused(patched(program, path, {"item": item.code})) == (422, ["#/item"])
    assert acted(program_of(cio_health), path, "drop", {"why": "x"}).status_code == 403
    assert refused(acted(program, path, "drop")) == (422, ["#/why"])
    assert acted(program, path, "drop", {"why": "Bought."}).json()["dropped_on"] == str(today())
    assert program.get(f"{ROOT}blocks/").json()["results"] == []
    assert len(program.get(f"{ROOT}blocks/?state=dropped").json()["results"]) == 1
    assert Block.objects.get().dropped_on == today()


def test_terms_and_rules_are_set_by_the_office_for_days_to_come(coordinator, cio_finance) -> None:
    program, soon = program_of(coordinator), str(today() + 30 * DAY)
    term = {"stage": "drafting", "starts_on": soon, "usual_days": 90, "least_days": 9, "basis": "Rules of procedure"}
    rules = {"starts_on": soon, "usual_days": 10, "least_days": 5, "reason": "Government session 4."}
    for name, said in (("terms", term), ("consultation-rules", rules)):
        assert send(program_of(cio_finance), "post", f"{name}/", said).status_code == 403
        made = send(program, "post", f"{name}/", said)
        assert (made.status_code, program.get(made["Location"]).json()) == (201, made.json())
        past = send(program, "post", f"{name}/", said | {"starts_on": str(today())})
        assert refused(past) == (422, ["#/starts_on"])
        assert refused(send(program, "post", f"{name}/", said | {"version": 4})) == (422, ["#/version"])
    assert (StageTerm.objects.count(), Practice.objects.count()) == (1, 1)
    assert Practice.objects.get().silence_agrees is False


def test_a_scope_of_legislation_opens_what_its_owner_may(coordinator, cio_finance) -> None:
    told = program_of(cio_finance, TokenScope.LEGISLATION_READ).get(f"{ROOT}me/").json()["may"]["legislation"]
    assert (told["see_legislation"], told["write_legislation"]) == (True, False)
    told = program_of(coordinator, TokenScope.LEGISLATION_WRITE).get(f"{ROOT}me/").json()["may"]["legislation"]
    assert (told["see_legislation"], told["write_legislation"], told["set_practice"]) == (False, True, True)

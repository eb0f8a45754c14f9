"""Two clerks at the same moment: one gets through, the other is told. As ``tests/test_races.py``, for the laws."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from core.access import today
from core.models import Record
from legislation.models import Comment, Concordance, ItemFunction, Measure, Plan, Practice, Request, StageTerm
from legislation.services import (
    answer_extension,
    ask_extension,
    change_item_lead,
    compare,
    conclude,
    confirm_deadline,
    create_act,
    drop_block,
    edit_act,
    edit_block,
    edit_consultation,
    edit_item,
    edit_line,
    edit_touched,
    end_dissent,
    give_opinion,
    move_item,
    name_measure,
    open_consultation,
    plan_stages,
    prepare_consultation,
    propose_deadline,
    reject_deadline,
    remove_line,
    remove_measure,
    reply_to,
    set_functions,
    settle_by_council,
    state_block,
    untouch_act,
    withdraw,
)
from ministries.models import CoordinationFunction, Institution
from tests.races import Case, at_once, one_saves_and_the_other_is_told, refused, services_of

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
NOT_EDITED = {
    ItemFunction: "links an item to a function; is added and removed",
    Measure: "is added and removed",
    Plan: "is written with the version of its item",
    Practice: "is added for a day to come and never changed",
    StageTerm: "is added for a day to come and never changed",
}


def institution(code: str) -> Institution:
    return Institution.objects.get(code=code)


def functions(code: str):
    return CoordinationFunction.objects.filter(code=code)


def last_words(request: Request) -> str:
    return request.opinions.latest("number").words


CASES = [
    Case(edit_act, "act", lambda r, s, by: edit_act(r, r.version, by=by, title=s), lambda r: r.title),
    Case(propose_deadline, "undated",
         lambda r, s, by: propose_deadline(r, r.version, due_on=today(), words=s, by=by), lambda r: r.transposition_words),
    Case(confirm_deadline, "undated", lambda r, s, by: confirm_deadline(r, r.version, due_on=s, by=by),
         lambda r: r.transposition_due_on, (today(), today() + DAY)),
    Case(reject_deadline, "proposed", lambda r, s, by: reject_deadline(r, r.version, reason="No.", by=by),
         lambda r: r.proposed_due_on, (None, None)),
    Case(edit_item, "item", lambda r, s, by: edit_item(r, r.version, by=by, title=s), lambda r: r.title),
    Case(change_item_lead, "item", lambda r, s, by: change_item_lead(r, r.version, institution(s), by=by),
         lambda r: r.lead.code, ("health", "justice")),
    Case(move_item, "item", lambda r, s, by: move_item(r, r.version, s, by=by, on=today(), reason="Why."),
         lambda r: r.stage, ("intent", "drafting")),
    Case(plan_stages, "item", lambda r, s, by: plan_stages(r, r.version, {"adopted": s}, by=by, on=today()),
         lambda r: r.plans.get(stage="adopted").planned_on, (today() + DAY, today() + 2 * DAY)),
    Case(set_functions, "item", lambda r, s, by: set_functions(r, r.version, functions(s), by=by, on=today()),
         lambda r: r.item_functions.get().function.code, ("digital-identity", "data-exchange")),
    Case(edit_touched, "touched", lambda r, s, by: edit_touched(r, r.version, provisions=s, by=by), lambda r: r.provisions),
    Case(edit_block, "block", lambda r, s, by: edit_block(r, r.version, by=by, on=today(), why=s), lambda r: r.why),
    Case(drop_block, "block", lambda r, s, by: drop_block(r, r.version, why="Solved.", by=by, on=s),
         lambda r: r.dropped_on, (today(), today() + DAY)),
    Case(edit_line, "line", lambda r, s, by: edit_line(r, r.version, by=by, note=s), lambda r: r.note),
    Case(compare, "line", lambda r, s, by: compare(r, r.version, level=s, by=by), lambda r: r.level,
         ("not relevant", "discretionary")),
    Case(edit_consultation, "draft", lambda r, s, by: edit_consultation(r, r.version, by=by, title=s), lambda r: r.title),
    Case(open_consultation, "draft", lambda r, s, by: open_consultation(r, r.version, by=by, on=s), lambda r: r.opened_on,
         (today(), today() + DAY)),
    Case(withdraw, "draft", lambda r, s, by: withdraw(r, r.version, words=s, by=by, on=today()), lambda r: r.ended_words),
    Case(conclude, "opened", lambda r, s, by: conclude(r, r.version, words=s, by=by, on=r.due_on + DAY),
         lambda r: r.ended_words),
    Case(give_opinion, "asked",
         lambda r, s, by: give_opinion(r, position="not approved", words=s, version=r.version, by=by, on=today(),
                                       at=timezone.now()),
         last_words, by="cio_health"),
    Case(ask_extension, "asked",
         lambda r, s, by: ask_extension(r, r.version, until=r.due_on + DAY, why=s, by=by, on=today()),
         lambda r: r.extension_why, by="cio_health"),
    Case(answer_extension, "extending",
         lambda r, s, by: answer_extension(r, r.version, is_granted=False, words=s, by=by, on=today()),
         lambda r: r.extension_words),
    Case(end_dissent, "dissenting", lambda r, s, by: end_dissent(r, r.version, words=s, by=by, on=today()),
         lambda r: r.settled_words, by="cio_health"),
    Case(settle_by_council, "dissenting", lambda r, s, by: settle_by_council(r, r.version, words=s, by=by, on=today()),
         lambda r: r.settled_words),
    Case(reply_to, "comment", lambda r, s, by: reply_to(r, r.version, "rejected", words=s, by=by, on=today()),
         lambda r: r.reply_words),
]  # fmt: skip


@pytest.fixture
def justice(country):
    return Institution.objects.create(code="justice", name="Ministry of Justice", acronym="Justice", kind="ministry")


@pytest.fixture
def undated(coordinator):
    return create_act(kind="directive", title="Directive", celex="32016L2102", by=coordinator, on=today())


@pytest.fixture
def proposed(undated, coordinator):
    return propose_deadline(undated, undated.version, due_on=today(), words="By today.", by=coordinator)


@pytest.fixture
def touched(item):
    return item.touched_acts.get()


@pytest.fixture
def block(project, item, coordinator):
    return state_block(project, item=item, why="It waits.", needed_on=today(), by=coordinator, on=today())


@pytest.fixture
def line(directive):
    return Concordance.objects.create(act=directive, position=1, provision="Art. 1")


@pytest.fixture
def draft(item, health, coordinator):
    return prepare_consultation(item, title="Draft", days=15, institutions=[health], by=coordinator, on=today())


@pytest.fixture
def opened(draft, coordinator):
    return open_consultation(draft, draft.version, by=coordinator, on=today())


@pytest.fixture
def asked(opened):
    return opened.requests.get()


@pytest.fixture
def extending(asked, cio_health):
    return ask_extension(asked, asked.version, until=asked.due_on + DAY, why="Leave.", by=cio_health, on=today())


@pytest.fixture
def dissenting(asked, cio_health):
    give_opinion(asked, position="not approved", words="No.", comments=[("§ 1", "Not so.")], by=cio_health, on=today(),
                 at=timezone.now())  # fmt: skip
    return Request.objects.get(pk=asked.pk)


@pytest.fixture
def comment(dissenting):
    return Comment.objects.get()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.service.__name__)
def test_of_two_who_saw_the_same_one_saves_and_the_other_is_told(case, request, health, justice, cio_health):
    one_saves_and_the_other_is_told(case, request.getfixturevalue(case.record), request.getfixturevalue(case.by))


REMOVING = {
    remove_line: lambda request: request.getfixturevalue("line"),
    remove_measure: lambda request: name_measure(
        request.getfixturevalue("directive"), request.getfixturevalue("act"), by=request.getfixturevalue("coordinator")
    ),
    untouch_act: lambda request: request.getfixturevalue("touched"),
}


@pytest.mark.parametrize("service", REMOVING, ids=lambda service: service.__name__)
def test_what_two_remove_at_once_is_removed_once(service, request, coordinator):
    record = REMOVING[service](request)
    seen = [type(record).objects.get(pk=record.pk) for _writer in range(2)]
    results = at_once(*(lambda r=r: service(r, r.version, by=coordinator) for r in seen), meet=True)
    assert len(refused(results)) == 1
    assert not type(record).objects.filter(pk=record.pk).exists()


def test_every_service_that_takes_a_version_is_tried():
    assert {case.service for case in CASES} | set(REMOVING) == set(services_of("legislation"))


def test_every_record_is_edited_by_a_tried_service_or_says_why_not(request, health, justice, cio_health):
    edited = {type(request.getfixturevalue(case.record)) for case in CASES if case.record != "proposed"}
    records = {model for model in apps.get_app_config("legislation").get_models() if issubclass(model, Record)}
    assert records - edited == set(NOT_EDITED)


def test_two_who_open_a_round_of_one_item_open_one(item, health, coordinator):
    prepare = lambda title: prepare_consultation(  # noqa: E731
        item, title=title, days=15, institutions=[health], by=coordinator, on=today()
    )
    results = at_once(lambda: prepare("One"), lambda: prepare("Two"), meet=True)
    assert len(refused(results)) == 1
    assert item.consultations.count() == 1

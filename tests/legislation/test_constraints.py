"""Every constraint of the legislation app is broken by raw SQL, past all Python. Cases as in ``tests/test_constraints.py``."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from core.access import today
from legislation.models import Act, Comment, Concordance, Item, ItemFunction, Measure, Plan, Practice, StageTerm
from legislation.services import (
    create_act,
    create_item,
    give_opinion,
    open_consultation,
    prepare_consultation,
    state_block,
    touch_act,
)
from ministries.models import CoordinationFunction
from tests.conftest import cio, ministry_of, person, tax_account, velmar
from tests.test_constraints import copy

pytestmark = pytest.mark.django_db
NEW = {"code": "'other'", "celex": "''", "number": "''"}
LAW = {**NEW, "kind": "'law'"}
ROUND = {"code": "'other'", "number": "9", "status": "'withdrawn'", "ended_on": "'2026-01-01'", "ended_words": "'So.'"}
CASES = {
    "act_kind_known": {**NEW, "kind": "'poem'"},
    "act_status_known": {**NEW, "status": "'lost'"},
    "act_celex_form": {**NEW, "celex": "'32022X'"},
    "act_celex_once": {"code": "'other'"},
    "act_number_once": {**LAW, "number": "'No. 41/2019'", "transposition_due_on": "NULL"},
    "act_national_without_celex": {**LAW, "celex": "'32022L2554'", "transposition_due_on": "NULL"},
    "act_deadline_of_directives": LAW,
    "act_deadline_confirmed_or_proposed": {**NEW, "proposed_due_on": "'2026-01-01'"},
    "act_days_in_order": {**NEW, "in_force_on": "'2026-01-02'", "repealed_on": "'2026-01-01'"},
    "measure_once": {},
    "measure_of_another": {"law_id": "act_id"},
    "item_stage_known": {"code": "'other'", "stage": "'lost'"},
    "item_problem_known": {"code": "'other'", "problem": "'boredom'"},
    "item_visibility_known": {"code": "'other'", "visibility": "'secret'"},
    "touched_once": {},
    "item_function_once": {},
    "plan_once": {},
    "plan_stage_known": {"stage": "'dropped'"},
    "plan_says_a_day": {"stage": "'drafting'", "planned_on": "NULL", "actual_on": "NULL"},
    "concordance_level_known": {"provision": "'Art. 9'", "level": "'mostly'"},
    "concordance_once": {},
    "concordance_transposed_says_where": {"provision": "'Art. 9'", "level": "'fully'", "law_id": "NULL"},
    "consultation_numbered": {"code": "'other'", "status": "'withdrawn'", "ended_on": "'2026-01-01'", "ended_words": "'So.'"},
    "consultation_one_at_a_time": {"code": "'other'", "number": "9"},
    "consultation_open_is_dated": {**ROUND, "status": "'concluded'", "opened_on": "NULL"},
    "consultation_ended_says_how": {**ROUND, "ended_words": "''"},
    "asked_once": {},
    "request_asked_is_due": {"institution_id": "(SELECT max(id) FROM ministries_institution)", "due_on": "asked_on - 1"},
    "request_extension_complete": {
        "institution_id": "(SELECT max(id) FROM ministries_institution)", "extension_asked_on": "'2026-01-01'",
    },
    "request_extension_answered": {
        "institution_id": "(SELECT max(id) FROM ministries_institution)", "extension_granted": "true",
    },
    "request_settled_says_how": {
        "institution_id": "(SELECT max(id) FROM ministries_institution)", "settled_on": "'2026-01-01'",
    },
    "opinion_numbered": {},
    "opinion_position_known": {"number": "9", "position": "'perhaps'"},
    "opinion_against_says_why": {"number": "9", "position": "'not approved'", "words": "''"},
    "comment_numbered": {},
    "comment_reply_known": {"number": "9", "reply": "'later'", "replied_on": "'2026-01-01'"},
    "comment_reply_dated": {"number": "9", "reply": "'accepted'"},
    "comment_not_accepted_says_why": {"number": "9", "reply": "'rejected'", "replied_on": "'2026-01-01'"},
    "practice_least_not_more_than_usual": {"starts_on": "'2030-01-01'", "least_days": "usual_days + 1"},
    "stage_term_once": {},
    "stage_term_of_the_way": {"starts_on": "'2030-01-01'", "stage": "'dropped'"},
    "stage_term_in_order": {"starts_on": "'2030-01-01'", "least_days": "usual_days + 1"},
    "block_once": {},
    "block_dropped_after_stated": {"dropped_on": "stated_on - 1"},
}  # fmt: skip


def constraints() -> dict[str, str]:
    models = apps.get_app_config("legislation").get_models()
    return {each.name: model._meta.db_table for model in models for each in model._meta.constraints}


@pytest.fixture(scope="module")
def built(kept) -> None:
    velmar()
    coordinator, health = person("Irena Tolvaj", "office"), ministry_of("Health")
    project = tax_account(ministry_of("Finance"), coordinator)
    laws_of_every_kind(project, health, coordinator, cio("Lena Marwick", health, "Decree 14/2020"))


@pytest.fixture
def rows_of_laws(built, db) -> None:
    """One right row of every kind, in a transaction of the test's own."""


def laws_of_every_kind(project, health, coordinator, cio_health) -> None:
    """The directive is the first act."""
    on = today()
    directive = create_act(
        kind="directive", title="Directive", celex="32022L2555", transposition_due_on=on, by=coordinator, on=on
    )
    law = create_act(kind="law", title="Law", number="No. 41/2019", by=coordinator, on=on)
    Measure.objects.create(act=directive, law=law)
    item = create_item(title="Item", problem="gap", description="Words.", lead=project.lead, by=coordinator, on=on)
    touch_act(item, law, by=coordinator)
    ItemFunction.objects.create(item=item, function=CoordinationFunction.objects.get(code="funding"))
    Concordance.objects.create(
        act=directive, position=1, provision="Art. 1", level="fully", law=law, national_provision="§ 1"
    )
    made = prepare_consultation(item, title="Draft", days=15, institutions=[health], by=coordinator, on=on)
    opened = open_consultation(made, made.version, by=coordinator, on=on)
    give_opinion(
        opened.requests.get(), position="approved with comments", comments=[("§ 1", "Shorter.")], by=cio_health, on=on,
        at=timezone.now(),
    )  # fmt: skip
    Practice.objects.create(starts_on=on + timedelta(days=1), reason="Decree 3")
    StageTerm.objects.create(
        stage="drafting", starts_on=on + timedelta(days=1), usual_days=90, least_days=9, basis="Rules"
    )
    state_block(project, item=item, why="It waits.", needed_on=on, by=coordinator, on=on)


def test_every_constraint_has_a_case():
    assert set(CASES) == set(constraints())


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_what_breaks(name, rows_of_laws):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        copy(constraints()[name], CASES[name])
    assert name in str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE legislation_opinion SET words = 'Other.'",
        "DELETE FROM legislation_opinion",
        "UPDATE legislation_item SET stage = 'adopted'",
        "UPDATE legislation_consultation SET status = 'draft'",
    ],
)
def test_what_was_signed_stays_and_no_move_is_skipped(statement, rows_of_laws):
    with (
        pytest.raises(DatabaseError, match=r"pgtrigger|transition"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert (Act.objects.count(), Comment.objects.count(), Plan.objects.count()) == (2, 1, 1)
    assert Item.objects.get().stage == "identified"

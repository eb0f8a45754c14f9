"""Any course of moves, plans and edits by the right and the wrong people keeps the rules of items (DOMAIN section 4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.questions import ConcernKind, Scope, concern
from core.versions import Conflict
from legislation import permissions
from legislation.expected import Expectations
from legislation.models import Item, Plan, Stage, StageTerm
from legislation.rules.stages import MOVES, OVER, PAIRS, STUCK, stages_after, wants_a_reason
from legislation.services import change_item_lead, create_item, edit_item, move_item, plan_stages

MARCH = date(2026, 3, 2)
DAY = timedelta(days=1)
STAGES = st.sampled_from(Stage.values)
WHO = st.sampled_from(["office", "finance", "health", "nobody"])
QUICK = {"max_examples": 10, "stateful_step_count": 20, "derandomize": True}
LONG = {"max_examples": 150, "stateful_step_count": 50}


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Item, Plan)] + [
        model._meta.get_field("events").related_model.objects.count() for model in (Item, Plan)
    ]


class Law(RuleBasedStateMachine):
    """One item. ``stage`` and ``since_on``: where it should stand; ``planned``: the days it should have for its stages."""

    def __init__(self, people: dict[str, Any]) -> None:
        super().__init__()
        self.outer = transaction.savepoint()
        self.people, self.on = people, MARCH
        self.stage, self.since_on, self.lead = "identified", MARCH, "finance"
        self.planned: dict[str, date] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.outer)

    @property
    def item(self) -> Item:
        return Item.objects.with_plans().get()

    def does(self, who: str, act, is_right: bool) -> bool:
        """Who may not, does not come to the service; what is wrong is refused and leaves everything as it was."""
        may = who in ("office", self.lead)
        assert permissions.may_edit_item(self.people[who], self.item) == may
        if not may:
            return False
        before = everything()
        try:
            with transaction.atomic():
                act()
        except ValidationError:
            assert not is_right
            assert everything() == before
            return False
        assert is_right
        return True

    @initialize()
    def begins(self) -> None:
        create_item(
            title="No law on seals", problem="gap", description="Nobody may use them.",
            lead=self.people["institutions"]["finance"], by=self.people["office"], on=self.on,
        )  # fmt: skip

    @rule(days=st.integers(1, 150))
    def days_pass(self, days: int) -> None:
        self.on += days * DAY

    @rule(who=WHO, stage=STAGES, reason=st.sampled_from(["", "The cabinet asked."]), back=st.integers(-1, 40))
    def moves(self, who: str, stage: str, reason: str, back: int) -> None:
        item, moved_on = self.item, self.on - back * DAY
        is_right = (
            stage in MOVES[self.stage]
            and (bool(reason) or not wants_a_reason(self.stage, stage))
            and self.since_on <= moved_on <= self.on
        )
        said = {"reason": reason, "moved_on": moved_on, "by": self.people[who], "on": self.on}
        if self.does(who, lambda: move_item(item, item.version, stage, **said), is_right):
            self.stage, self.since_on = stage, moved_on

    @rule(who=WHO, stage=STAGES, days=st.integers(-3, 200))
    def plans(self, who: str, stage: str, days: int) -> None:
        item, day = self.item, self.on + days * DAY
        ahead = stages_after(self.stage)
        after = {**self.planned, stage: day}
        place = ahead.index(stage) if stage in ahead else 0
        earlier = [after[each] for each in ahead[:place] if each in after][-1:]
        later = [after[each] for each in ahead[place + 1 :] if each in after][:1]
        changes = self.planned.get(stage) != day
        is_right = not changes or (
            stage in ahead and days >= 0 and all(each <= day for each in earlier) and all(day <= each for each in later)
        )
        act = lambda: plan_stages(item, item.version, {stage: day}, by=self.people[who], on=self.on)  # noqa: E731
        if self.does(who, act, is_right):
            self.planned[stage] = day

    @rule(who=WHO, words=st.sampled_from(["", "A gap", "Another gap"]))
    def edits(self, who: str, words: str) -> None:
        item = self.item
        self.does(who, lambda: edit_item(item, item.version, title=words, by=self.people[who]), bool(words))

    @rule(lead=st.sampled_from(["finance", "health"]))
    def changes_the_lead(self, lead: str) -> None:
        item, office = self.item, self.people["office"]
        new = self.people["institutions"][lead]
        if self.does("office", lambda: change_item_lead(item, item.version, new, by=office), lead != self.lead):
            self.lead = lead

    @rule(stage=STAGES)
    def comes_too_late(self, stage: str) -> None:
        """With the version of before, nothing is written."""
        item, before = self.item, everything()
        if stage not in MOVES[self.stage]:
            return
        said = {"reason": "As seen before.", "by": self.people["office"], "on": self.on}
        with pytest.raises(Conflict), transaction.atomic():
            move_item(item, item.version - 1, stage, **said)
        assert everything() == before

    @rule(stage=STAGES)
    def the_database_refuses_what_the_rules_do(self, stage: str) -> None:
        if stage == self.stage or stage in MOVES[self.stage]:
            return
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE legislation_item SET stage = %s", [stage])

    @invariant()
    def it_stands_where_it_should(self) -> None:
        item = self.item
        assert (item.stage, item.stage_since_on) == (self.stage, self.since_on)
        assert item.lead == self.people["institutions"][self.lead]
        assert {plan.stage: plan.planned_on for plan in item.plans.all() if plan.planned_on} == self.planned
        last = item.events.order_by("pgh_id").last()
        assert (last.stage, last.lead_id, last.version) == (item.stage, item.lead_id, item.version)

    @invariant()
    def the_day_it_entered_its_stage_is_kept(self) -> None:
        plan = self.item.plans.filter(stage=self.stage).first()
        assert self.stage == "dropped" or (plan is not None and plan.actual_on == self.since_on)

    @invariant()
    def it_can_be_in_force_only_from_today_on(self) -> None:
        expected = Expectations(self.on).in_force(self.item)
        if self.stage not in OVER:
            assert expected.on is not None
            assert expected.on >= self.on
        assert (expected.on is None) == (self.stage == "dropped")

    @invariant()
    def list_and_concern_agree_on_what_is_stuck(self) -> None:
        terms = StageTerm.objects.on(self.on)
        usual = terms[self.stage].usual_days if self.stage in terms else None
        is_stuck = usual is not None and (self.on - self.since_on).days > STUCK * usual
        assert Item.objects.as_of(self.on, terms).stuck().exists() == is_stuck
        assert bool(concern(Scope(self.on), [ConcernKind.STUCK])) == is_stuck


@pytest.fixture
def people(coordinator, cio_finance, cio_health, auditor, finance, health):
    return {
        "office": coordinator, "finance": cio_finance, "health": cio_health, "nobody": auditor,
        "institutions": {"finance": finance, "health": health},
    }  # fmt: skip


@pytest.mark.parametrize("depth", [QUICK, pytest.param(LONG, marks=pytest.mark.long)], ids=["quick", "long"])
def test_any_course_keeps_the_rules(people, depth):
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(lambda: Law(people), settings=settings(**depth, **quiet))


@pytest.mark.django_db
@pytest.mark.parametrize("start", Stage.values)
def test_the_trigger_lets_through_exactly_the_moves_of_the_rules(coordinator, finance, start):
    item = create_item(
        title="No law on seals", problem="gap", description="Nobody may use them.", lead=finance, by=coordinator,
        on=MARCH, stage=start,
    )  # fmt: skip
    for following in Stage.values:
        if following == start:
            continue
        point = transaction.savepoint()
        try:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE legislation_item SET stage = %s WHERE id = %s", [following, item.pk])
            passed = True
        except DatabaseError:
            passed = False
        transaction.savepoint_rollback(point)
        assert passed == ((start, following) in PAIRS), following

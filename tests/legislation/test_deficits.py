"""Late and wrong are two things: worked examples, whose move it is, and who may learn of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.access import access_of, today
from core.questions import ConcernKind, Scope, concern
from legislation.models import Act, Concordance, Measure
from legislation.rules.deficits import Deficit, Standing
from legislation.services import create_item, edit_act, touch_act

LIST = reverse("legislation:deficit-list")
DAY = timedelta(days=1)
DUE = date(2024, 10, 17)
KINDS = [ConcernKind.TRANSPOSITION_DEFICIT, ConcernKind.CONFORMITY_DEFICIT]


def found(**scope):
    return concern(Scope(today(), **scope), KINDS)


def kinds(**scope):
    return [each.kind for each in found(**scope)]


def transposing(directive, lead, by, stage="drafting", **fields):
    made = create_item(
        title="Cybersecurity Act", problem="transposition", description="NIS 2 becomes law.", lead=lead, by=by,
        on=today(), stage=stage, **fields,
    )  # fmt: skip
    touch_act(made, directive, by=by)
    return made


@pytest.fixture
def measure(directive, act) -> Measure:
    return Measure.objects.create(act=directive, law=act)


def line(directive, act, level, provision="Art. 1", **fields):
    return Concordance.objects.create(
        act=directive, position=1, provision=provision, level=level, law=act if level else None,
        national_provision="§ 4" if level else "", **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "is_covered", "partially", "uncompared", "deficit"),
    [
        (DUE, False, 0, 0, None),
        (DUE + DAY, False, 0, 0, Deficit.TRANSPOSITION),
        (DUE + DAY, False, 3, 3, Deficit.TRANSPOSITION),
        (DUE + DAY, True, 0, 0, None),
        (DUE + DAY, True, 1, 0, Deficit.CONFORMITY),
        (DUE + DAY, True, 0, 1, Deficit.CONFORMITY),
        (DUE, True, 1, 1, None),
    ],
)
def test_late_is_what_is_missing_and_wrong_is_what_falls_short(on, is_covered, partially, uncompared, deficit):
    assert Standing(DUE, is_covered, partially, uncompared).deficit(on) is deficit


def test_what_nobody_works_on_and_what_is_long_overdue_weigh_more():
    soon, long_after = DUE + DAY, DUE + 731 * DAY
    assert [Standing(DUE, False, is_worked_on=works).severity(soon) for works in (False, True)] == [1, 2]
    assert [Standing(DUE, True, 1, is_worked_on=works).severity(soon) for works in (False, True)] == [2, 3]
    assert Standing(DUE, False, is_worked_on=True).severity(long_after) == 1


def test_a_directive_without_national_law_is_late_and_the_offices_move(directive, coordinator):
    (late,) = found()
    assert (late.kind, late.institution_id, late.days) == (ConcernKind.TRANSPOSITION_DEFICIT, None, 30)
    assert late.since_on == today() - 29 * DAY
    assert late.why == "No national law is in force that transposes it. Nobody works on it."


def test_the_lead_of_the_item_that_is_furthest_has_the_move(directive, finance, health, coordinator):
    transposing(directive, health, coordinator, stage="intent")
    transposing(directive, finance, coordinator)
    (late,) = found()
    assert late.institution_id == finance.pk
    assert "“Cybersecurity Act” works on it, in the stage “Drafting”" in late.why
    assert len(found(institution_ids=frozenset({finance.pk}))) == 1
    assert found(institution_ids=frozenset({health.pk})) == []


def test_a_measure_or_an_item_in_force_ends_the_transposition_deficit(directive, act, finance, coordinator):
    made = Measure.objects.create(act=directive, law=act)
    assert kinds() == []
    made.delete()
    transposing(directive, finance, coordinator, stage="in force")
    assert kinds() == []


@pytest.mark.parametrize(
    "changes",
    [{"status": "draft"}, {"status": "repealed"}, {"status": "adopted"}, {"in_force_on": today() + DAY}],
)
def test_a_law_that_is_not_in_force_transposes_nothing(directive, measure, coordinator, changes):
    edit_act(measure.law, measure.law.version, by=coordinator, **changes)
    assert kinds() == [ConcernKind.TRANSPOSITION_DEFICIT]


def test_what_is_transposed_in_part_or_not_compared_is_wrong(directive, measure, act, health, coordinator):
    line(directive, act, "fully")
    assert kinds() == []
    partly = line(directive, act, "partially", "Art. 2")
    line(directive, act, "", "Art. 3")
    (wrong,) = found()
    assert wrong.kind == ConcernKind.CONFORMITY_DEFICIT
    assert wrong.why == (
        "Transposed on paper, but of 3 lines in its concordance table 1 provision is transposed in part and 1 has not "
        "been compared yet. Nobody works on it."
    )
    health_item = transposing(directive, health, coordinator, stage="in force")
    (wrong,) = found()
    assert wrong.institution_id == health.pk
    assert wrong.why.endswith(f"“{health_item.title}” is in force, and nobody works on what is left.")
    partly.delete()
    Concordance.objects.filter(level="").update(level="not relevant")
    assert kinds() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"transposition_due_on": today()},
        {"transposition_due_on": None},
        {"status": "repealed"},
        {"repealed_on": today()},
        {"celex": "32022L2555R(02)"},
    ],
)
def test_only_acts_that_ask_for_law_by_a_day_that_passed_are_there(directive, coordinator, changes):
    edit_act(directive, directive.version, by=coordinator, **changes)
    assert kinds() == []


def test_a_deadline_that_is_only_proposed_does_not_count(directive, coordinator):
    Act.objects.update(transposition_due_on=None, proposed_due_on=today() - 9 * DAY)
    assert kinds() == []


def test_of_a_restricted_item_nobody_else_learns(
    directive, health, coordinator, cio_health, cio_finance, auditor, browse
):
    hidden = transposing(directive, health, coordinator, visibility="restricted")
    assert found(access=access_of(cio_health))[0].institution_id == health.pk
    (told,) = found(access=access_of(cio_finance))
    assert told.institution_id is None
    assert told.why.endswith("No item that you may see works on it.")
    page = browse(cio_finance).get(LIST).content.decode()
    assert hidden.title not in page
    assert "Nobody works on it" not in page
    assert hidden.title in browse(auditor).get(LIST).content.decode()


def test_the_page_keeps_the_two_apart_and_counts_both(
    directive, act, finance, coordinator, browse, django_assert_max_num_queries
):
    transposing(directive, finance, coordinator)
    other = Act.objects.create(
        code="A-9", kind="directive", title="Open data", celex="32019L1024", transposition_due_on=today() - 900 * DAY
    )
    Measure.objects.create(act=other, law=act)
    line(other, act, "partially")
    client = browse(coordinator)
    with django_assert_max_num_queries(14):
        answer = client.get(LIST)
    assert [row.act for row in answer.context["rows"]] == [directive, other], "late before wrong"
    counts = answer.context["counts"]
    assert (counts.late, counts.wrong, counts.unowned, counts.deadlines) == (1, 1, 1, 2)
    assert counts.ages == ((1, 0), (0, 0), (0, 0), (0, 1))
    assert "1 late, 1 wrong" in answer.content.decode()
    for view, shown in (("late", [directive]), ("wrong", [other]), ("unowned", [other])):
        assert [row.act for row in client.get(LIST, {"view": view}).context["rows"]] == shown
    assert [row.act for row in client.get(LIST, {"lead": "finance"}).context["rows"]] == [directive]
    export = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "1 provision is transposed in part" in export


def test_few_and_many_deficits_cost_the_same(directive, finance, coordinator, browse, django_assert_max_num_queries):
    many = Act.objects.bulk_create(
        Act(code=f"A-{n}", kind="directive", title=f"Act {n}", celex=f"32001L{n:04}", transposition_due_on=DUE)
        for n in range(120)
    )
    for each in many[:5]:
        transposing(each, finance, coordinator)
    client = browse(coordinator)
    with django_assert_max_num_queries(14):
        client.get(LIST)
    with django_assert_max_num_queries(2):
        assert len(found()) == 121

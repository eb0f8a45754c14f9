"""The concordance table: provisions of EU law against national law, their levels, and what completes them when."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from core.access import access_of, today
from core.versions import Conflict
from legislation.models import Act, Concordance
from legislation.progress import progress_of
from legislation.services import add_line, compare, create_act, edit_line, remove_line
from tests.conftest import person


@pytest.fixture
def line(directive, coordinator) -> Concordance:
    """Not compared yet."""
    return add_line(directive, provision="Art. 3", text="Essential and important entities", by=coordinator)


@pytest.fixture
def held(directive, act, restricted_item, coordinator) -> Concordance:
    """Partially transposed; an item of Health that others do not see completes it, ten days too late already."""
    return add_line(
        directive, provision="Art. 5 (1)", level="partially", law=act, national_provision="§ 12", item=restricted_item,
        completed_on=today() - timedelta(days=10), note="Border screening settles it.", by=coordinator,
    )  # fmt: skip


def test_a_line_comes_at_the_end_unless_its_place_is_said(directive, line, coordinator):
    second = add_line(directive, provision="Art. 4", by=coordinator)
    between = add_line(directive, provision="Art. 3a", position=1, by=coordinator)
    assert [each.provision for each in Concordance.objects.of_act(directive).in_order()] == [
        line.provision,
        between.provision,
        second.provision,
    ]


def test_only_eu_acts_have_a_table(act, coordinator):
    with pytest.raises(ValidationError, match="Only EU acts"):
        add_line(act, provision="§ 1", by=coordinator)


@pytest.mark.parametrize("level", ["fully", "partially"])
def test_what_is_transposed_says_where(line, level, act, coordinator):
    with pytest.raises(ValidationError) as refusal:
        compare(line, line.version, level=level, by=coordinator)
    assert set(refusal.value.message_dict) == {"law", "national_provision"}
    assert compare(line, line.version, level=level, law=act, national_provision="§ 4", by=coordinator).level == level


def test_a_comparison_chooses_a_level(line, coordinator):
    with pytest.raises(ValidationError, match="Choose the level"):
        compare(line, line.version, level="", by=coordinator)


def test_eu_law_is_not_transposed_by_eu_law(line, directive, coordinator):
    with pytest.raises(ValidationError, match="Name the national act"):
        compare(line, line.version, level="fully", law=directive, national_provision="Art. 1", by=coordinator)


def test_one_provision_may_stand_in_several_places_but_not_twice_in_one(directive, act, line, coordinator):
    said = {"level": "fully", "law": act, "by": coordinator}
    add_line(directive, provision="Art. 9", national_provision="§ 1", **said)
    add_line(directive, provision="Art. 9", national_provision="§ 2", **said)
    with pytest.raises(ValidationError, match="Change that one"):
        add_line(directive, provision="Art. 9", national_provision="§ 2", **said)
    with pytest.raises(ValidationError, match="Change that one"):
        add_line(directive, provision="Art. 3", by=coordinator)


def test_the_second_of_two_who_save_is_told(line, coordinator):
    edit_line(line, line.version, note="First.", by=coordinator)
    with pytest.raises(Conflict):
        edit_line(line, line.version, note="Second.", by=coordinator)
    with pytest.raises(Conflict):
        remove_line(line, line.version, by=coordinator)


def test_a_removed_line_stays_in_history(line, coordinator):
    remove_line(line, line.version, by=coordinator)
    assert not Concordance.objects.exists()
    events = Concordance.pgh_event_models["delete"].objects.filter(pgh_label="delete")
    assert [event.provision for event in events] == ["Art. 3"]


def test_the_database_refuses_a_transposition_without_a_place(line):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE legislation_concordance SET level = 'fully' WHERE id = %s", [line.pk])


def test_progress_counts_every_level_of_many_acts_in_one_query(
    directive, act, line, coordinator, django_assert_num_queries
):
    add_line(directive, provision="Art. 4", level="fully", law=act, national_provision="§ 1", by=coordinator)
    add_line(directive, provision="Art. 5", level="partially", law=act, national_provision="§ 2", by=coordinator)
    add_line(directive, provision="Art. 6", level="not relevant", by=coordinator)
    other = create_act(kind="directive", title="Another", celex="32016L1148", by=coordinator, on=today())
    with django_assert_num_queries(1):
        found = {each.pk: progress_of(each) for each in Act.objects.transposable().with_progress()}
    progress = found[directive.pk]
    assert (progress.total, progress.not_compared, progress.partially, progress.complete) == (4, 1, 1, 2)
    assert progress.percent == 50
    assert found[other.pk].total == 0
    assert set(found) == {directive.pk, other.pk}


def test_what_is_left_and_what_is_overdue_can_be_asked(directive, act, line, held, coordinator):
    add_line(
        directive, provision="Art. 4", level="fully", law=act, national_provision="§ 1",
        completed_on=today() - timedelta(days=5), by=coordinator,
    )  # fmt: skip
    lines = Concordance.objects.of_act(directive).in_order()
    assert list(lines.incomplete()) == [line, held]
    assert list(lines.not_compared()) == [line]
    assert list(lines.overdue(today())) == [held]
    assert not lines.overdue(today() - timedelta(days=10)).exists()


def test_who_may_not_see_the_item_sees_the_line_and_nothing_of_what_completes_it(
    directive, held, restricted_item, cio_finance, cio_health, coordinator
):
    def seen(user):
        lines = Concordance.objects.visible_to(access_of(user)).for_table()
        return lines.get(), lines.overdue(today()).count()

    line, overdue = seen(cio_finance)
    assert (line.level, line.national_provision, overdue) == ("partially", "§ 12", 0)
    assert line.completion.item is None
    assert line.completion.on is None
    assert line.completion.note == ""
    assert line.days_over(today()) == 0
    for user in (cio_health, coordinator):
        line, overdue = seen(user)
        assert (line.completion.item, overdue, line.days_over(today())) == (restricted_item, 1, 10)


def test_an_official_without_a_post_sees_no_line(held, db):
    assert not Concordance.objects.visible_to(access_of(person("Jo Nobody", "official"))).exists()

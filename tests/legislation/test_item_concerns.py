"""Items that are stuck, and what an institution is told of the items it leads."""

from datetime import timedelta

from core import questions
from core.access import access_of, today
from core.questions import ConcernKind, Scope
from legislation.services import create_item, move_item

DAY = timedelta(days=1)


def text(client, url, **asked):
    return client.get(url, asked).content.decode()


def concerns(on, **scope):
    return questions.concern(Scope(on, **scope), [ConcernKind.STUCK])


def test_a_stuck_item_is_a_concern_from_the_day_after_twice_the_usual(stuck, item, finance, health):
    on = stuck.stage_since_on + 240 * DAY
    assert concerns(on) == []
    found = concerns(on + DAY)
    assert [(each.since_on, each.institution_id, each.severity) for each in found] == [(on + DAY, finance.pk, 2)]
    assert concerns(on + 9 * DAY)[0].since_on == on + DAY
    assert concerns(stuck.stage_since_on + 481 * DAY, records=frozenset({stuck.ref}))[0].severity == 1
    assert concerns(on + DAY, institution_ids=frozenset({health.pk})) == []


def test_a_move_ends_the_concern(stuck, coordinator):
    move_item(stuck, stuck.version, "consultation", by=coordinator, on=today())
    assert concerns(today()) == []


def test_whom_an_item_is_hidden_from_hears_of_no_concern(restricted_item, cio_finance, cio_health):
    on = today() + 300 * DAY
    assert concerns(on, access=access_of(cio_finance)) == []
    assert [each.record for each in concerns(on, access=access_of(cio_health))] == [restricted_item.ref]


def test_the_page_of_an_institution_names_the_items_it_leads(browse, coordinator, cio_finance, item, restricted_item):
    seen = text(browse(coordinator), item.lead.get_absolute_url())
    assert "It leads one law to harmonise" in seen
    assert item.title in seen
    assert restricted_item.title in text(browse(coordinator), restricted_item.lead.get_absolute_url())
    assert restricted_item.title not in text(browse(cio_finance), restricted_item.lead.get_absolute_url())


def test_concerns_of_many_items_cost_two_queries(finance, coordinator, django_assert_num_queries):
    for number in range(5):
        create_item(
            title=f"Item {number}", problem="gap", description="No law.", lead=finance, by=coordinator, on=today(),
            since_on=today() - 200 * DAY,
        )  # fmt: skip
    with django_assert_num_queries(2):
        assert len(concerns(today())) == 5

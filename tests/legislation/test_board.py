"""The board: items by stage, with counts, medians, what is wrong with each, and the way to move it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.access import today
from legislation.models import Item
from legislation.services import create_item, plan_stages, state_block
from legislation.views import board

BOARD = reverse("legislation:board")
DAY = timedelta(days=1)


def text(client, **asked):
    return client.get(BOARD, asked).content.decode()


def parts(client, **asked):
    columns = client.get(BOARD, asked).context["columns"]
    return {part.stage.value: part for column in columns for part in column}


@pytest.fixture
def add(finance, coordinator):
    def made(title, days, stage="drafting", lead=finance) -> Item:
        return create_item(
            title=title, problem="gap", description="No law.", lead=lead, by=coordinator, on=today(), stage=stage,
            since_on=today() - days * DAY,
        )  # fmt: skip

    return made


def test_every_stage_on_the_way_has_its_place_and_what_was_dropped_is_told(browse, coordinator, item, add):
    add("Given up", 5, stage="dropped")
    found = parts(browse(coordinator))
    assert list(found) == [
        "identified", "intent", "drafting", "consultation", "government", "parliament", "adopted", "in force",
    ]  # fmt: skip
    assert found["identified"].count == 1
    seen = text(browse(coordinator))
    assert "One item was dropped" in seen
    assert "Given up" not in seen


def test_a_stage_tells_how_many_are_in_it_and_their_median_days(browse, coordinator, add):
    for days in (10, 21, 90):
        add(f"For {days}", days)
    assert (parts(browse(coordinator))["drafting"].count, parts(browse(coordinator))["drafting"].median) == (3, "21")
    add("For 24", 24)
    assert parts(browse(coordinator))["drafting"].median == "22.5"
    assert "Median: 22.5 days in it" in text(browse(coordinator))
    add("In force", 700, stage="in force")
    assert parts(browse(coordinator))["in force"].median == ""


def test_a_card_says_in_words_what_is_wrong(browse, coordinator, add, project):
    item = add("Paper forms", 300)
    plan_stages(item, item.version, {"consultation": today()}, by=coordinator, on=today())
    item.plans.filter(stage="consultation").update(planned_on=today() - 12 * DAY)
    state_block(project, item=item, why="No forms.", needed_on=today() + 10 * DAY, by=coordinator, on=today())
    seen = text(browse(coordinator))
    for words in ("300 days in it, usual 120", "Stuck", "12 days behind plan", "1 project waits", "days too late"):
        assert words in seen, words


def test_a_card_leads_to_the_move_for_those_who_may(browse, coordinator, cio_finance, cio_health, item):
    move = reverse("legislation:item-move", args=[item.code])
    assert move in text(browse(coordinator))
    assert move in text(browse(cio_finance))
    assert move not in text(browse(cio_health))


def test_the_board_is_filtered_like_the_list_and_leads_to_its_table(browse, coordinator, add, health, monkeypatch):
    monkeypatch.setattr(board, "MOST", 1)
    add("The longest", 30)
    add("The newest", 3)
    add("Of Health", 90, lead=health)
    client = browse(coordinator)
    part = parts(client, lead="finance")["drafting"]
    assert ([card.line.item.title for card in part.cards], part.rest) == (["The longest"], 1)
    assert part.address == "?lead=finance&stage=drafting"
    rows = client.get(reverse("legislation:item-list") + part.address).context["table"].page.rows
    assert [row.title for row in rows] == ["The longest", "The newest"]
    assert "As a table" in text(client)
    assert parts(client, view="stuck")["drafting"].count == 0


def test_an_empty_board_says_what_will_stand_there(browse, coordinator):
    assert "Nothing here yet" in text(browse(coordinator))
    assert "New item" in text(browse(coordinator))


def test_the_board_asks_the_same_for_one_item_and_for_many(browse, coordinator, add, django_assert_max_num_queries):
    client = browse(coordinator)
    for number in range(2):
        for each in range(1 + 10 * number):
            add(f"Item {number} {each}", each)
        with django_assert_max_num_queries(19):
            client.get(BOARD)

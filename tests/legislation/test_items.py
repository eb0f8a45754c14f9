"""Harmonisation items: their list, their page, and what may be done with them."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.access import today
from legislation.models import Consultation, Item, Request, StageTerm
from legislation.services import create_item, give_opinion, move_item, plan_stages, state_block
from legislation.tables import ItemTable

LIST = reverse("legislation:item-list")
BOARD = reverse("legislation:board")
DAY = timedelta(days=1)


def text(client, url, **asked):
    return client.get(url, asked).content.decode()


def page(name, item):
    return reverse(f"legislation:{name}", args=[item.code])


@pytest.fixture
def behind(health, coordinator) -> Item:
    """Was to enter consultation five days ago."""
    on = today() - 20 * DAY
    made = create_item(
        title="Health data without a basis", problem="gap", description="No law.", lead=health, by=coordinator, on=on,
        stage="drafting", since_on=on,
    )  # fmt: skip
    plan_stages(made, made.version, {"consultation": today() - 5 * DAY}, by=coordinator, on=on)
    return made


def shown(client, url=LIST, **asked):
    return [row.title for row in client.get(url, asked).context["table"].page.rows]


# --- The list -------------------------------------------------------------------------------


def test_the_longest_in_their_stage_come_first_and_what_is_over_last(browse, coordinator, item, stuck, finance):
    create_item(
        title="Old and done", problem="gap", description="Long in force.", lead=finance, by=coordinator, on=today(),
        stage="in force", since_on=today() - 900 * DAY,
    )  # fmt: skip
    assert shown(browse(coordinator)) == [stuck.title, item.title, "Old and done"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"view": "running"}, ["stuck", "behind", "item"]),
        ({"view": "stuck"}, ["stuck"]),
        ({"view": "behind"}, ["behind"]),
        ({"view": "over"}, []),
        ({"q": "archives stamps"}, ["stuck"]),
        ({"lead": "health"}, ["behind"]),
        ({"problem": "conflict"}, ["item"]),
        ({"stage": "drafting"}, ["stuck", "behind"]),
    ],
)
def test_the_list_is_narrowed_by_its_filters(browse, coordinator, item, stuck, behind, asked, found):
    known = {"item": item.title, "stuck": stuck.title, "behind": behind.title}
    assert shown(browse(coordinator), **asked) == [known[name] for name in found]


def test_the_list_finds_the_items_that_touch_an_act(browse, coordinator, item, stuck, act):
    assert shown(browse(coordinator), act=act.code.lower()) == [item.title]
    assert shown(browse(coordinator), act="A-1999-0001") == []


@pytest.mark.parametrize("order", list(ItemTable.orders))
def test_every_order_pages_through_every_row_once(browse, coordinator, item, stuck, behind, order, monkeypatch):
    monkeypatch.setattr(ItemTable, "page_size", 1)
    client, found, address = browse(coordinator), [], f"?sort={order}"
    for _page in range(3):
        table = client.get(LIST + address).context["table"]
        found += [row.title for row in table.page.rows]
        address = table.next_address
    assert sorted(found) == sorted([item.title, stuck.title, behind.title])


def test_an_item_is_stuck_only_past_twice_the_usual_days_of_that_day(browse, coordinator, finance):
    for days in (240, 241):
        create_item(
            title=f"Drafted for {days} days", problem="gap", description="No law.", lead=finance, by=coordinator,
            on=today(), stage="drafting", since_on=today() - days * DAY,
        )  # fmt: skip
    client = browse(coordinator)
    assert shown(client, view="stuck") == ["Drafted for 241 days"]
    StageTerm.objects.create(stage="drafting", starts_on=today(), usual_days=200, least_days=14, basis="Order 3")
    assert shown(client, view="stuck") == []


def test_files_hold_the_rows_of_the_filter_with_days_and_expectation(browse, coordinator, stuck, item):
    client = browse(coordinator)
    file = b"".join(client.get(LIST, {"view": "stuck", "export": "csv"}).streaming_content).decode("utf-8-sig")
    head, row = file.strip().splitlines()
    assert "Usual days" in head
    assert stuck.code in row
    assert "241,120,stuck" in row
    assert client.get(LIST, {"export": "xlsx"}).status_code == 200


def test_what_one_may_not_see_is_in_no_list_no_count_and_no_file(
    browse, cio_finance, cio_health, item, restricted_item
):
    for url in (LIST, BOARD):
        answer = browse(cio_finance).get(url)
        assert restricted_item.title not in answer.content.decode()
        assert answer.context["views"][0]["count"] == 1
        assert restricted_item.title in text(browse(cio_health), url)
    file = b"".join(browse(cio_finance).get(LIST, {"export": "csv"}).streaming_content).decode()
    assert restricted_item.code not in file
    assert browse(cio_finance).get(restricted_item.get_absolute_url()).status_code == 404
    assert browse(cio_finance).get(page("item-move", restricted_item)).status_code == 404


def test_the_list_asks_the_same_for_one_item_and_for_many(
    browse, coordinator, item, finance, django_assert_max_num_queries
):
    client = browse(coordinator)
    with django_assert_max_num_queries(17):
        client.get(LIST)
    for number in range(20):
        made = create_item(
            title=f"Item {number}", problem="gap", description="No law.", lead=finance, by=coordinator, on=today()
        )
        plan_stages(made, made.version, {"drafting": today() + 9 * DAY}, by=coordinator, on=today())
    with django_assert_max_num_queries(17):
        client.get(LIST)


# --- The page -------------------------------------------------------------------------------


def test_the_page_says_what_is_wrong_how_far_it_is_and_who_waits(
    browse, coordinator, item, project, django_assert_max_num_queries
):
    plan_stages(item, item.version, {"in force": today() + 30 * DAY}, by=coordinator, on=today())
    state_block(project, item=item, why="No signature.", needed_on=today() + 40 * DAY, by=coordinator, on=today())
    client = browse(coordinator)
    with django_assert_max_num_queries(41):
        seen = text(client, item.get_absolute_url())
    for words in ("The Tax Code knows another one.", "§ 4", "10 days", "usual: 60", project.title, "days too late"):
        assert words in seen, words
    assert "days after the plan" in seen


def test_the_page_tells_what_stands_in_the_way_and_whose_move_it_is(
    browse, coordinator, item, project, consultation, asked_health, cio_health, django_assert_max_num_queries
):
    give_opinion(
        asked_health, position="not approved", words="It harms the registers.", by=cio_health, on=today(),
        at=timezone.now(),
    )  # fmt: skip
    page = browse(coordinator).get(item.get_absolute_url())
    assert page.context["in_the_way"] == []
    assert "What stands in the way" not in page.content.decode()
    state_block(project, item=item, why="No signature.", needed_on=today() + 40 * DAY, by=coordinator, on=today())
    earlier = consultation.due_on - today() + DAY
    with pgtrigger.ignore():
        Consultation.objects.update(opened_on=today() - 2 * earlier, due_on=today() - DAY)
        Request.objects.update(asked_on=today() - 2 * earlier, due_on=today() - DAY)
        Item.objects.update(stage_since_on=today() - 200 * DAY)
    client = browse(coordinator)
    with django_assert_max_num_queries(41):
        page = client.get(item.get_absolute_url())
    told = [(each.concern.kind, each.mover, each.path) for each in page.context["in_the_way"]]
    round_ = consultation.get_absolute_url()
    assert sorted(told) == [
        ("dissent", "Coordination Office", round_),
        ("law gap", "Ministry of Finance", f"{project.get_absolute_url()}#laws"),
        ("silence", "Ministry of Justice", round_),
        ("stuck", "Ministry of Finance", ""),
    ]
    seen = page.content.decode()
    assert "It harms the registers." in seen
    assert f'<a href="{round_}">Ministry of Health has not approved' in seen


def test_only_who_may_change_an_item_is_offered_to(browse, item, cio_finance, cio_health, decision_maker):
    move = page("item-move", item)
    assert move in text(browse(cio_finance), item.get_absolute_url())
    for person in (cio_health, decision_maker):
        assert move not in text(browse(person), item.get_absolute_url())
        assert browse(person).get(move).status_code == 403


# --- What is done with it -------------------------------------------------------------------


def test_a_ministry_puts_an_item_on_record_in_its_own_name_only(browse, cio_finance, finance, health):
    client, url = browse(cio_finance), reverse("legislation:item-create")
    said = {
        "title": "No law on seals", "problem": "gap", "description": "Nobody may use them.", "visibility": "government",
        "stage": "identified", "since_on_0": "1", "since_on_1": "3", "since_on_2": "2026", "lead": "health",
    }  # fmt: skip
    assert client.post(url, said).status_code == 400
    assert not Item.objects.exists()
    client.post(url, said | {"lead": "finance"})
    made = Item.objects.get()
    assert (made.lead, made.stage, str(made.stage_since_on)) == (finance, "identified", "2026-03-01")
    assert made.plans.get().actual_on == made.stage_since_on


def moved(item, stage, **said):
    on = said.pop("on", today())
    day = {"moved_on_0": on.day, "moved_on_1": on.month, "moved_on_2": on.year}
    return {"version": item.version, "stage": stage, "reason": "", **day, **said}


def test_a_move_is_offered_and_taken_as_the_rules_allow(browse, cio_finance, item):
    client, url = browse(cio_finance), page("item-move", item)
    offered = [value for value, _label in client.get(url).context["form"].fields["stage"].choices]
    assert offered == ["intent", "drafting", "dropped"]
    assert client.post(url, moved(item, "parliament")).status_code == 400
    assert client.post(url, moved(item, "dropped")).status_code == 400, "it wants a reason"
    assert client.post(url, moved(item, "drafting", on=today() + DAY)).status_code == 400
    assert client.post(url, moved(item, "drafting", on=today() - 11 * DAY)).status_code == 400
    client.post(url, moved(item, "drafting", on=today() - DAY))
    item.refresh_from_db()
    assert (item.stage, item.stage_since_on) == ("drafting", today() - DAY)
    assert item.plans.get(stage="drafting").actual_on == today() - DAY
    client.post(url, moved(item, "intent", reason="The cabinet wants it explained first."))
    assert "The cabinet wants it explained first." in text(client, item.get_absolute_url())


def test_two_who_move_the_same_item_are_told(browse, coordinator, cio_finance, item):
    seen = moved(item, "drafting")
    move_item(item, item.version, "intent", by=coordinator, on=today())
    answer = browse(cio_finance).post(page("item-move", item), seen)
    assert answer.status_code == 409
    item.refresh_from_db()
    assert item.stage == "intent"


def test_words_that_somebody_else_edited_do_not_stop_a_move(browse, coordinator, cio_finance, item):
    seen = moved(item, "drafting")
    browse(coordinator).post(
        page("item-edit", item),
        {
            "version": item.version, "title": "Two laws, one word", "problem": "conflict", "description": "See there.",
            "visibility": "public",
        },
    )  # fmt: skip
    browse(cio_finance).post(page("item-move", item), seen)
    item.refresh_from_db()
    assert (item.stage, item.title, item.visibility) == ("drafting", "Two laws, one word", "public")


def planned(**days):
    return {
        f"{stage}_{part}": value
        for stage, day in days.items()
        for part, value in enumerate((day.day, day.month, day.year))
    }


def test_the_stages_ahead_are_planned_in_order(browse, cio_finance, item):
    client, url = browse(cio_finance), page("item-plan", item)
    wrong = planned(drafting=today() + 40 * DAY, in_force=today() + 30 * DAY)
    answer = client.post(url, {"version": item.version, **wrong})
    assert answer.status_code == 400
    assert "It cannot come before" in answer.content.decode()
    client.post(url, {"version": item.version, **planned(drafting=today() + 40 * DAY, in_force=today() + 90 * DAY)})
    days = dict(item.plans.planned().values_list("stage", "planned_on"))
    assert days == {"drafting": today() + 40 * DAY, "in force": today() + 90 * DAY}
    item.refresh_from_db()
    client.post(url, {"version": item.version, **planned(in_force=today() + 90 * DAY)})
    assert list(item.plans.planned().values_list("stage", flat=True)) == ["in force"]


def test_two_who_plan_the_same_item_are_told(browse, coordinator, cio_finance, item):
    version = item.version
    plan_stages(item, version, {"drafting": today() + 20 * DAY}, by=coordinator, on=today())
    answer = browse(cio_finance).post(
        page("item-plan", item), {"version": version, **planned(drafting=today() + 40 * DAY)}
    )
    assert answer.status_code == 409
    assert item.plans.get(stage="drafting").planned_on == today() + 20 * DAY


def test_acts_are_named_changed_and_taken_away(browse, cio_finance, item, directive):
    client, url = browse(cio_finance), page("item-acts", item)
    assert client.post(url, {"act": "No such law"}).status_code == 400
    assert client.post(url, {"act": "eid act"}).status_code == 400, "it is named already"
    client.post(url, {"act": directive.celex, "provisions": "Article 21"})
    touched = item.touched_acts.get(act=directive)
    edit = reverse("legislation:edit-touched", args=[touched.pk])
    client.post(edit, {"version": touched.version, "provisions": "Articles 20 and 21"})
    touched.refresh_from_db()
    assert touched.provisions == "Articles 20 and 21"
    remove = reverse("legislation:remove-touched", args=[touched.pk])
    client.post(remove, {"version": touched.version - 1})
    assert item.touched_acts.filter(act=directive).exists(), "an old version removes nothing"
    client.post(remove, {"version": touched.version})
    assert not item.touched_acts.filter(act=directive).exists()


def test_another_ministry_cannot_touch_the_acts_of_an_item(browse, cio_health, item):
    touched = item.touched_acts.get()
    for name in ("edit-touched", "remove-touched"):
        url = reverse(f"legislation:{name}", args=[touched.pk])
        assert browse(cio_health).post(url, {"version": touched.version, "provisions": "§ 1"}).status_code == 403
    assert item.touched_acts.get().provisions == "§ 4"


def test_only_the_office_changes_the_lead(browse, coordinator, cio_finance, item, health):
    said = {"version": item.version, "lead": "health"}
    assert browse(cio_finance).post(page("item-lead", item), said).status_code == 403
    browse(coordinator).post(page("item-lead", item), said)
    item.refresh_from_db()
    assert item.lead == health
    assert browse(coordinator).post(page("item-lead", item), said | {"version": item.version}).status_code == 400


def test_the_functions_of_an_item_are_chosen(browse, coordinator, item):
    url = page("item-functions", item)
    offered = browse(coordinator).get(url).context["form"].fields["functions"].choices
    code = offered[0][0]
    browse(coordinator).post(url, {"version": item.version, "functions": [code]})
    assert [each.function.code for each in item.item_functions.all()] == [code]
    item.refresh_from_db()
    browse(coordinator).post(url, {"version": item.version})
    assert not item.item_functions.exists()


def test_what_a_service_refuses_leaves_the_item_as_it_was(coordinator, item, finance):
    with pytest.raises(ValidationError):
        move_item(item, item.version, "adopted", by=coordinator, on=today())
    with pytest.raises(ValidationError):
        move_item(item, item.version, "identified", by=coordinator, on=today())
    with pytest.raises(ValidationError):
        plan_stages(item, item.version, {"identified": today()}, by=coordinator, on=today())
    with pytest.raises(ValidationError):
        create_item(
            title="Tomorrow", problem="gap", description="No law.", lead=finance, by=coordinator, on=today(),
            since_on=today() + DAY,
        )  # fmt: skip
    item.refresh_from_db()
    assert item.stage == "identified"

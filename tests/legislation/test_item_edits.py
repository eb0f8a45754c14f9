"""An item is put on record, changed, moved, planned and tied to acts by those who lead it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.access import today
from legislation.models import Item

DAY = timedelta(days=1)


def day(name, on):
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}


def address(name, item):
    return reverse(f"legislation:{name}", args=[item.code])


def test_the_lead_puts_an_item_on_record_and_nobody_for_another_ministry(browse, cio_finance, finance, health):
    said = {
        "title": "Two laws", "problem": "conflict", "description": "They differ.", "visibility": "government",
        "lead": finance.code, "stage": "identified", **day("since_on", today()),
    }  # fmt: skip
    writer = browse(cio_finance)
    assert writer.post(reverse("legislation:item-create"), said).status_code == 302
    made = Item.objects.get()
    assert (made.code[:2], made.lead) == ("H-", finance)
    assert writer.post(reverse("legislation:item-create"), {**said, "lead": health.code}).status_code == 400


def test_it_is_moved_with_a_reason_backwards_and_never_past_a_stage(browse, cio_finance, item):
    writer = browse(cio_finance)
    move = {"version": item.version, "stage": "drafting", "reason": "", **day("moved_on", today())}
    assert writer.post(address("item-move", item), move).status_code == 302
    item.refresh_from_db()
    assert (item.stage, item.stage_since_on) == ("drafting", today())
    back = {**move, "version": item.version, "stage": "intent"}
    answer = writer.post(address("item-move", item), back)
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()
    assert writer.post(address("item-move", item), {**back, "reason": "No agreement."}).status_code == 302
    item.refresh_from_db()
    skipped = {**move, "version": item.version, "stage": "adopted"}
    assert writer.post(address("item-move", item), skipped).status_code == 400
    with pytest.raises(DatabaseError, match="transition"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(stage="adopted")


def test_a_save_after_somebody_elses_is_told(browse, cio_finance, item):
    writer, move = browse(cio_finance), {"stage": "drafting", "reason": "", **day("moved_on", today())}
    seen = item.version
    assert writer.post(address("item-move", item), {**move, "version": seen}).status_code == 302
    late = writer.post(address("item-move", item), {**move, "version": seen, "stage": "intent"})
    assert late.status_code in (400, 409)
    item.refresh_from_db()
    assert item.stage == "drafting"


def test_stages_are_planned_in_order(browse, cio_finance, item):
    writer = browse(cio_finance)
    page = writer.get(address("item-plan", item)).context["form"]
    names = [name for name in page.fields if name != "version"]
    days = {name: today() + (number + 1) * DAY for number, name in enumerate(names)}
    said = {"version": item.version}
    for name, on in days.items():
        said |= day(name, on)
    assert writer.post(address("item-plan", item), said).status_code == 302
    assert item.plans.filter(planned_on__isnull=False).count() == len(names)
    item.refresh_from_db()
    wrong = {**said, "version": item.version, **day(names[-1], today())}
    assert writer.post(address("item-plan", item), wrong).status_code == 400


def test_acts_are_named_changed_and_taken_away(browse, cio_finance, item, directive):
    writer = browse(cio_finance)
    assert writer.post(address("item-acts", item), {"act": directive.celex, "provisions": "Art. 5"}).status_code == 302
    touched = item.touched_acts.get(act=directive)
    edit = reverse("legislation:edit-touched", args=[touched.pk])
    assert writer.post(edit, {"version": touched.version, "provisions": "Art. 6"}).status_code == 302
    touched.refresh_from_db()
    assert touched.provisions == "Art. 6"
    remove = reverse("legislation:remove-touched", args=[touched.pk])
    assert writer.post(remove, {"version": touched.version}).status_code == 302
    assert not item.touched_acts.filter(act=directive).exists()
    assert writer.post(address("item-acts", item), {"act": "32099L0001", "provisions": ""}).status_code == 400


def test_the_office_changes_the_lead_and_others_may_not(browse, coordinator, cio_finance, item, health):
    said = {"version": item.version, "lead": health.code}
    assert browse(cio_finance).post(address("item-lead", item), said).status_code == 403
    assert browse(coordinator).post(address("item-lead", item), said).status_code == 302
    item.refresh_from_db()
    assert item.lead == health


def test_board_counts_each_stage_and_offers_moves_to_the_lead(
    browse, cio_finance, cio_health, item, django_assert_max_num_queries
):
    board = reverse("legislation:board")
    with django_assert_max_num_queries(45):
        page = browse(cio_finance).get(board).content.decode()
    assert item.title in page
    assert address("item-move", item) in page
    assert address("item-move", item) not in browse(cio_health).get(board).content.decode()


def test_the_board_hides_what_is_restricted(browse, cio_finance, cio_health, restricted_item):
    board = reverse("legislation:board")
    assert restricted_item.title not in browse(cio_finance).get(board).content.decode()
    assert restricted_item.title in browse(cio_health).get(board).content.decode()

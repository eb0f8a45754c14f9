from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.figures import day_text
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Act, Item, ItemFunction, Plan, Stage, TouchedAct
from legislation.rules.stages import MOVES, wants_a_reason
from legislation.services.codes import next_codes
from legislation.services.waiting import refresh_waiting
from ministries.models import CoordinationFunction, Institution


def create_item(
    *,
    title: str,
    problem: str,
    description: str,
    lead: Institution,
    by: User | None,
    on: date,
    stage: str = Stage.IDENTIFIED,
    since_on: date | None = None,
    **fields: Any,
) -> Item:
    """A new harmonisation item, in its stage since today unless said otherwise. Only adds: there is no version to name."""
    since_on = since_on or on
    if since_on > on:
        raise ValidationError({"since_on": _("The day is still to come.")})
    item = Item(
        code="-", title=title, problem=problem, description=description, lead=lead, stage=stage, stage_since_on=since_on,
        **fields,
    )  # fmt: skip
    item.full_clean()
    item.code = next_codes("item_code", on)[0]
    with acting(by=by, verb="put the item on record"):
        item.save()
        _entered(item, stage, since_on)
    return item


def edit_item(item: Item, version: int, *, by: User | None, **changes: Any) -> Item:
    """Words, problem and visibility of an item. Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(item, name, value)
    item.full_clean()
    with acting(by=by, verb="edited the item"):
        return update_if_current(item, version, **changes)


def change_item_lead(item: Item, version: int, lead: Institution, *, by: User | None) -> Item:
    """Another ministry leads from now on. Raises Conflict when somebody saved in between."""
    if lead.pk == item.lead_id:
        raise ValidationError({"lead": _("It leads this item already.")})
    with acting(by=by, verb="changed the lead of the item"):
        return update_if_current(item, version, lead=lead)


def move_item(
    item: Item,
    version: int,
    stage: str,
    *,
    by: User | None,
    on: date,
    reason: str = "",
    moved_on: date | None = None,
) -> Item:
    """Into a stage that may follow, today or since ``moved_on``. Steps back, out and in again want a reason.

    Raises Conflict when somebody saved the item in between.
    """
    moved_on = moved_on or on
    _refuse_move(item, stage, reason)
    _refuse_day(item, moved_on, on)
    with acting(by=by, verb="moved the item", reason=reason):
        written = update_if_current(item, version, stage=stage, stage_since_on=moved_on)
        _entered(written, stage, moved_on)
        refresh_waiting(on, [item.pk])
    return written


def _refuse_move(item: Item, stage: str, reason: str) -> None:
    if stage == item.stage:
        raise ValidationError({"stage": _("The item is in this stage already.")})
    if stage not in MOVES[item.stage]:
        known = dict(Stage.choices)
        words = {"now": item.get_stage_display().lower(), "next": str(known.get(stage, stage)).lower()}
        raise ValidationError({"stage": _("From “%(now)s” an item does not move to “%(next)s”.") % words})
    if wants_a_reason(item.stage, stage) and not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason stands in the record.")})


def _refuse_day(item: Item, moved_on: date, on: date) -> None:
    if moved_on > on:
        raise ValidationError({"moved_on": _("The day is still to come.")})
    if moved_on < item.stage_since_on:
        said = {"day": day_text(item.stage_since_on)}
        raise ValidationError({"moved_on": _("It came into its stage on %(day)s, and cannot leave it before.") % said})


def _entered(item: Item, stage: str, on: date) -> None:
    if stage != Stage.DROPPED:
        Plan.objects.update_or_create(item=item, stage=stage, defaults={"actual_on": on})


def touch_act(item: Item, act: Act, *, by: User | None, provisions: str = "") -> TouchedAct:
    """The item touches this act, or these provisions of it. Only adds: there is no version to name."""
    touched = TouchedAct(item=item, act=act, provisions=provisions)
    touched.full_clean()
    with acting(by=by, verb="named an act the item touches"):
        touched.save()
    return touched


def edit_touched(touched: TouchedAct, version: int, *, provisions: str, by: User | None) -> TouchedAct:
    """Other provisions of the act. Raises Conflict when somebody saved in between."""
    touched.provisions = provisions
    touched.full_clean()
    with acting(by=by, verb="edited an act the item touches"):
        return update_if_current(touched, version, provisions=provisions)


def untouch_act(touched: TouchedAct, version: int, *, by: User | None) -> None:
    """The item does not touch this act after all. Raises Conflict when somebody saved in between."""
    with acting(by=by, verb="took away an act from the item"):
        update_if_current(touched, version).delete()


def set_functions(
    item: Item, version: int, functions: Collection[CoordinationFunction], *, by: User | None, on: date
) -> Item:
    """The item is about exactly these functions from now on. Raises Conflict when somebody saved it in between."""
    known = set(item.item_functions.values_list("function", flat=True))
    added = [function for function in functions if function.pk not in known]
    for function in added:
        if not function.covers(on):
            raise ValidationError(
                {"functions": _("%(function)s is not a function of coordination today.") % {"function": function}}
            )
    with acting(by=by, verb="named the functions the item is about"):
        written = update_if_current(item, version)
        item.item_functions.exclude(function__in=functions).delete()
        ItemFunction.objects.bulk_create(ItemFunction(item=item, function=each) for each in added)
    return written

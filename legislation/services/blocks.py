from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import FIRST_DAY, LAST_DAY
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Block, Item
from projects.models import Current, Project

OVER = (Project.Stage.CLOSED, Project.Stage.CANCELLED)


def state_block(project: Project, *, item: Item, why: str, needed_on: date, by: User | None, on: date) -> Block:
    """The project needs the item in force by a day. Only adds: there is no version to name."""
    _refuse_over(project)
    if item.stage == Item.Stage.IN_FORCE:
        raise ValidationError({"item": _("It is in force already: nobody has to wait for it.")})
    if item.stage == Item.Stage.DROPPED:
        raise ValidationError(
            {"item": _("It was dropped: it will not come. Name another item, or put it on record anew.")}
        )
    _refuse_rubbish(needed_on)
    block = Block(project=project, item=item, why=why, needed_on=needed_on, stated_on=on)
    block.full_clean()
    with acting(by=by, verb="named a law it waits for"):
        block.save()
        Current.objects.refresh(on, [project.pk])
    return block


def edit_block(block: Block, version: int, *, by: User, on: date, **changes: Any) -> Block:
    """Other words or another day. Raises Conflict when somebody saved in between."""
    _refuse_dropped(block)
    if "needed_on" in changes:
        _refuse_rubbish(changes["needed_on"])
    moved = {"stated_on": on} if changes.get("needed_on", block.needed_on) != block.needed_on else {}
    for name, value in changes.items():
        setattr(block, name, value)
    block.full_clean()
    with acting(by=by, verb="changed a law it waits for"):
        written = update_if_current(block, version, **changes, **moved)
        Current.objects.refresh(on, [block.project_id])
    return written


def drop_block(block: Block, version: int, *, why: str, by: User, on: date) -> Block:
    """The project no longer needs it; history keeps the reason. Raises Conflict when somebody saved in between."""
    _refuse_dropped(block)
    if not why.strip():
        raise ValidationError({"why": _("Say why it is no longer needed: the reason stands in the history.")})
    with acting(by=by, verb="no longer waits for a law", reason=why):
        written = update_if_current(block, version, dropped_on=on)
        Current.objects.refresh(on, [block.project_id])
    return written


def _refuse_over(project: Project) -> None:
    if project.stage in OVER:
        raise ValidationError(_("The project is over: it waits for nothing any more."))


def _refuse_dropped(block: Block) -> None:
    if block.dropped_on:
        raise ValidationError(_("It is no longer needed. Name it anew if it is needed again."))


def _refuse_rubbish(needed_on: date) -> None:
    if not FIRST_DAY <= needed_on <= LAST_DAY:
        raise ValidationError({"needed_on": _("Choose a day between 1900 and 2199.")})

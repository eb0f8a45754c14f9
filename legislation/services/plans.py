from collections.abc import Iterator, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Item, Plan, Stage
from legislation.rules.stages import stages_after
from legislation.services.waiting import refresh_waiting


def plan_stages(item: Item, version: int, planned: Mapping[str, date | None], *, by: User | None, on: date) -> Item:
    """When the item is to enter the stages ahead; None: no day is planned, which for parliament beside others means that the
    government decides alone. Stages that are not named keep their day.

    Raises Conflict when somebody saved the item in between.
    """
    known = {plan.stage: plan.planned_on for plan in item.plans.all() if plan.planned_on}
    changed = {stage: day for stage, day in planned.items() if known.get(stage) != day}
    wrong = dict(_wrong_days(item, known, changed, on))
    if wrong:
        raise ValidationError(wrong)
    with acting(by=by, verb="planned the stages of the item"):
        written = update_if_current(item, version)
        for stage, day in changed.items():
            _plan(item, stage, day)
        refresh_waiting(on, [item.pk])
    return written


def _wrong_days(
    item: Item, known: Mapping[str, date], changed: Mapping[str, date | None], on: date
) -> Iterator[tuple[str, str]]:
    ahead = stages_after(item.stage)
    for stage, day in changed.items():
        if stage not in ahead:
            yield stage, _("This stage is not ahead of the item.")
        elif day and day < on:
            yield stage, _("Plan a day that is still to come.")
    last: tuple[str, date] | None = None
    for stage in ahead:
        day = {**known, **changed}.get(stage)
        if day and last and day < last[1] and {stage, last[0]} & set(changed):
            yield stage, _("It cannot come before “%(stage)s”.") % {"stage": Stage(last[0]).label}
        last = (stage, day) if day else last


def _plan(item: Item, stage: str, day: date | None) -> None:
    if day is not None:
        Plan.objects.update_or_create(item=item, stage=stage, defaults={"planned_on": day})
        return
    rows = Plan.objects.filter(item=item, stage=stage)
    rows.filter(actual_on__isnull=True).delete()
    rows.update(planned_on=None)

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from history.tracking import acting
from legislation.models import Practice, StageTerm


def set_practice(*, by: User | None, on: date, starts_on: date, **rules: Any) -> Practice:
    """Other rules of consultation from a day to come: never backwards. Only adds: there is no version to name."""
    practice = Practice(starts_on=starts_on, **rules)
    practice.full_clean()
    _refuse_past(starts_on, on)
    with acting(by=by, verb="set the rules of consultation"):
        practice.save()
    return practice


def set_stage_term(*, by: User | None, on: date, starts_on: date, **term: Any) -> StageTerm:
    """Another term of a stage from a day to come: never backwards; the nightly refresh of that day counts with it.

    Only adds: there is no version to name.
    """
    made = StageTerm(starts_on=starts_on, **term)
    made.full_clean()
    _refuse_past(starts_on, on)
    with acting(by=by, verb="set the term of a stage"):
        made.save()
    return made


def _refuse_past(starts_on: date, on: date) -> None:
    if starts_on <= on:
        raise ValidationError({"starts_on": _("Choose a day to come: what has passed keeps its rules.")})

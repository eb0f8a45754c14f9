from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from projects.models import Outcome, Project


def state_outcome(project: Project, *, by: User | None, statement: str, **fields: Any) -> Outcome:
    """What the project is to change, for an ``objective`` or through an ``indicator``, by ``amount`` and ``due_on``.

    An indicator brings the objective it measures. Only adds: there is no version to name.
    """
    outcome = Outcome(project=project, statement=statement, **fields)
    _check(outcome)
    with acting(by=by, verb="stated an outcome"):
        outcome.save()
    return outcome


def edit_outcome(outcome: Outcome, version: int, *, by: User, **changes: Any) -> Outcome:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(outcome, name, value)
    _check(outcome)
    with acting(by=by, verb="changed an outcome"):
        return update_if_current(outcome, version, **{**changes, "objective": outcome.objective})


def withdraw_outcome(outcome: Outcome, version: int, *, by: User) -> None:
    """The project no longer promises it; the history keeps what it said. Raises Conflict when somebody saved in between."""
    with acting(by=by, verb="withdrew an outcome"):
        update_if_current(outcome, version)
        outcome.delete()


def _check(outcome: Outcome) -> None:
    if outcome.indicator and outcome.indicator.objective_id:
        if outcome.objective_id and outcome.objective_id != outcome.indicator.objective_id:
            raise ValidationError({"indicator": _("This indicator measures another objective.")})
        outcome.objective = outcome.indicator.objective
    outcome.full_clean()

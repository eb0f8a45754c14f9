from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import Record
from core.versions import Conflict
from desk.querysets.open_work import Kind, open_work, takes_over_on
from history.tracking import acting
from ministries.models import Appointment, Institution, Mandate
from ministries.services import edit_mandate, end_appointment, move_mandate
from projects.services import pass_on_milestone, pass_on_participation, pass_on_project

DAY = timedelta(days=1)
Standing = Mapping[tuple[Kind, int], Record]


class Chosen(NamedTuple):
    """A record that is to move, and its version as it was seen."""

    kind: Kind
    pk: int
    version: int


@dataclass(frozen=True, slots=True)
class Move:
    """``since``: the first day of the successor. ``on``: the day on which it is done."""

    institution: Institution
    successor: Institution
    since: date
    by: User
    on: date


def move_open_work(
    institution: Institution,
    successor: Institution,
    chosen: Collection[Chosen],
    *,
    by: User,
    on: date,
    reason: str,
) -> int:
    """Move what was chosen, all or nothing, and return how much that was. What was not chosen stays and is ownerless.

    A record that was changed, moved or closed since it was seen is a ValidationError that names it.
    """
    move = Move(institution, successor, _first_day(institution, successor, on), by, on)
    if not chosen:
        raise ValidationError(_("Choose at least one thing to move."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it goes there: the reason stands in the history of every record.")})
    standing = {(kind, record.pk): record for kind, record in open_work(institution, on).records()}
    _refuse_changed(standing, chosen)
    with acting(by=by, verb="moved the open work", reason=reason):
        for each in chosen:
            _pass_on(move, each, standing[each.kind, each.pk])
    return len(chosen)


def _first_day(institution: Institution, successor: Institution, on: date) -> date:
    since = takes_over_on(institution, successor)
    if since is None:
        raise ValidationError(_("This institution has no last day and no successor: its work stays where it is."))
    if since > on:
        raise ValidationError(_("The work can be moved from the successor's first day on, not before."))
    if successor.pk == institution.pk or not successor.covers(on):
        raise ValidationError(_("Choose another institution, one that exists today."))
    return since


def _refuse_changed(standing: Standing, chosen: Collection[Chosen]) -> None:
    """What is gone from the list was moved, finished or closed by somebody else."""
    gone = [each for each in chosen if (each.kind, each.pk) not in standing]
    changed = [
        str(standing[each.kind, each.pk])
        for each in chosen
        if (each.kind, each.pk) in standing and standing[each.kind, each.pk].version != each.version
    ]
    if changed:
        raise ValidationError(_changed() % {"names": "; ".join(changed)})
    if gone:
        raise ValidationError(
            _("Nothing was moved: part of what you chose has gone meanwhile. Look at the list again.")
        )


def _changed() -> str:
    return _("Nothing was moved: somebody changed %(names)s since you looked. Look at it again, then move.")


def _pass_on(move: Move, chosen: Chosen, record: Record) -> None:
    try:
        PASS_ON[chosen.kind](move, record, chosen.version)
    except Conflict as conflict:
        raise ValidationError(_changed() % {"names": conflict.current}) from conflict
    except ValidationError as refusal:
        raise ValidationError(f"{record}: {' '.join(refusal.messages)}") from refusal


def _project(move: Move, project: Any, version: int) -> None:
    pass_on_project(project, version, move.successor, by=move.by, on=move.on)


def _participation(move: Move, participation: Any, version: int) -> None:
    pass_on_participation(participation, version, move.successor, by=move.by)


def _milestone(move: Move, milestone: Any, version: int) -> None:
    pass_on_milestone(milestone, version, move.successor, by=move.by)


def _mandate(move: Move, mandate: Any, version: int) -> None:
    """The second of two equal parts ends; nobody has one part twice."""
    parts = Mandate.objects.current(move.since).filter(institution=move.successor, role=mandate.role)
    if parts.filter(function=mandate.function).exists():
        edit_mandate(mandate, version, by=move.by, ends_on=move.since - DAY)
        return
    move_mandate(mandate, version, move.successor, by=move.by, on=move.since)


def _appointment(move: Move, appointment: Any, version: int) -> None:
    end_appointment(appointment, version, by=move.by, ends_on=last_day(appointment, move.institution))


def last_day(appointment: Appointment, institution: Institution) -> date:
    """The institution's, but never before the first day of the post."""
    return max(appointment.starts_on, institution.ends_on or appointment.starts_on)


PASS_ON: dict[Kind, Callable[[Move, Any, int], None]] = {
    Kind.PROJECT: _project,
    Kind.PARTICIPATION: _participation,
    Kind.MILESTONE: _milestone,
    Kind.MANDATE: _mandate,
    Kind.APPOINTMENT: _appointment,
}

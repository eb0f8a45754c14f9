"""Read a file with a profile, compare it with the records, and write it as a whole or not at all."""

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from exchange.files import Table, read_table
from exchange.files.archive import refuse_archive
from exchange.folders import read_folder
from exchange.models import ImportRun
from exchange.problems import LeftOut, Problem, Refused
from exchange.profiles import Folder, Profile, read_profile
from exchange.rows import Reading, read_rows
from exchange.targets import Decisions, Move, Plan, Proposal, Request
from history.tracking import acting

LOCK = 0x1E09
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and how it is to be read. ``options`` are what the target asks beside the profile, such as the round."""

    file_name: str
    content: bytes
    profile: Profile
    options: Mapping[str, str]
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import does, or did. Nothing is written while there is a problem or an undecided proposal."""

    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    tallies: Mapping[str, Mapping[str, int]] | None = None
    problems: Sequence[Problem] = ()
    proposals: Sequence[Proposal] = ()
    unread: Sequence[str] = ()
    notes: Sequence[object] = ()
    left_out: Sequence[LeftOut] = ()
    moves: Sequence[Move] = ()
    changes_anything: bool = False
    encoding: str = ""
    separator: str = ""

    @property
    def may_be_applied(self) -> bool:
        return not self.problems and not self.proposals

    def as_json(self) -> dict[str, Any]:
        """What a run keeps of it; at most the first problems, with their full number."""
        kept = asdict(self) | {"problems": [each.as_json() for each in self.problems[:MOST_SHOWN]]}
        # PostgreSQL sorts the keys of a JSON object; the tallies keep their order as pairs.
        tallies = {name: list(counts.items()) for name, counts in (self.tallies or {}).items()}
        return {**kept, "tallies": tallies, "notes": list(map(str, self.notes)), "problem_count": len(self.problems)}

    def tally(self, name: str) -> Mapping[str, int]:
        return (self.tallies or {}).get(name, {})


@contextmanager
def _all_needed() -> Iterator[None]:
    """Until it is written, all that is read and planned is needed: Python need not look again and again for what is not."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_all_needed()
def check(upload: Upload, *, on: date) -> Outcome:
    """Read and compare; write nothing."""
    try:
        outcome, _plan = _prepared(upload, on)
    except Refused as refusal:
        return Outcome(0, problems=refusal.problems)
    return outcome


def import_file(upload: Upload, *, by: User | None, at: datetime) -> Outcome:
    """Check and, if nothing stands against it, write everything in one transaction. Nothing to change: nothing is written."""
    return _imported(upload, by, at, run=None)


def apply_run(run: ImportRun, version: int, *, by: User, at: datetime) -> ImportRun:
    """Check the file of a run again and write it as a whole. Raises ValidationError when something stands against it."""
    if run.state == ImportRun.State.APPLIED:
        raise ValidationError(_("This file has been applied already."))
    if run.is_too_long:
        raise ValidationError(
            _(
                "Over %(rows)d rows take longer than a page may wait. Save the profile and import the file on the command line."
            )
            % {"rows": run.MOST_ON_A_PAGE}
        )
    with acting(by=by, verb="applied the import"):
        run = update_if_current(run, version)
        outcome = _imported(upload_of(run), by, at, run=run)
        if outcome.may_be_applied:
            changes = {"state": ImportRun.State.APPLIED, "applied_at": at, "result": outcome.as_json()}
            return update_if_current(run, run.version, **changes)
    with acting(by=by, verb="checked the import"):
        update_if_current(run, run.version, result=outcome.as_json())
    raise ValidationError(_("Something stands against it since it was checked. Nothing was written."))


def upload_of(run: ImportRun) -> Upload:
    """Raises Refused when the profile has become unreadable."""
    return Upload(run.file_name, bytes(run.content), read_profile(run.profile_text), run.options, run.decisions)


@_all_needed()
def _imported(upload: Upload, by: User | None, at: datetime, *, run: ImportRun | None) -> Outcome:
    outcome = Outcome(0)
    try:
        with acting(by=by, verb="imported"):
            _one_at_a_time()
            outcome, planned = _prepared(upload, timezone.localdate(at))
            if outcome.may_be_applied and outcome.changes_anything:
                _write(planned, run or _new_run(upload, by, outcome, at), at)
    except Refused as refusal:
        return Outcome(0, problems=refusal.problems)
    except DatabaseError as error:
        return replace(outcome, problems=[_constraint(error)])
    return outcome


def _prepared(upload: Upload, on: date) -> tuple[Outcome, Plan]:
    if upload.profile.folder:
        return _prepared_folder(upload, upload.profile.folder, on)
    refuse_archive(upload.file_name)
    table = read_table(upload.file_name, upload.content, upload.profile.shape)
    reading = read_rows(table, upload.profile)
    request = Request(upload.profile, reading.rows, reading.columns, upload.options, upload.decisions, on)
    planned = upload.profile.target.plan(request)
    return _outcome(table, reading, planned), planned


def _prepared_folder(upload: Upload, folder: Folder, on: date) -> tuple[Outcome, Plan]:
    found = read_folder(upload.content, upload.profile, folder)
    rows = {fills: [row for each in several for row in each.rows] for fills, several in found.readings.items()}
    main = rows.pop(upload.profile.target.name)
    request = Request(upload.profile, main, {}, upload.options, upload.decisions, on, rows)
    planned = upload.profile.target.plan(request)
    unread = [column for several in found.readings.values() for each in several for column in each.unread]
    problems = sorted((*found.problems, *planned.problems), key=lambda problem: (problem.column, problem.row or 0))
    outcome = replace(
        _planned(planned),
        rows=found.rows,
        problems=problems,
        unread=unread,
        notes=[*planned.notes, *found.notes],
        left_out=[*found.left_out, *planned.left_out],
    )
    return outcome, planned


def _outcome(table: Table, reading: Reading, planned: Plan) -> Outcome:
    problems = sorted((*reading.problems, *planned.problems), key=lambda problem: problem.row or 0)
    return replace(
        _planned(planned),
        rows=len(table.lines),
        problems=problems,
        unread=reading.unread,
        encoding=table.encoding,
        separator=table.separator,
    )


def _planned(planned: Plan) -> Outcome:
    return Outcome(
        rows=0,
        new=planned.new,
        changed=planned.changed,
        unchanged=planned.unchanged,
        tallies=planned.tallies,
        proposals=planned.proposals,
        notes=planned.notes,
        left_out=planned.left_out,
        moves=planned.moves,
        changes_anything=planned.changes_anything,
    )


def _one_at_a_time() -> None:
    """Two imports at once could both create the same project."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _write(planned: Plan, run: ImportRun, at: datetime) -> None:
    assert planned.write is not None
    with pghistory.context(import_run=run.pk):
        planned.write(run, at)


def _new_run(upload: Upload, by: User | None, outcome: Outcome, at: datetime) -> ImportRun:
    return ImportRun.objects.create(
        target=upload.profile.target.name,
        state=ImportRun.State.APPLIED,
        file_name=upload.file_name,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
        profile_name=upload.profile.name,
        profile_text=upload.profile.text,
        options=dict(upload.options),
        decisions=dict(upload.decisions),
        result=outcome.as_json(),
        by=by,
        applied_at=at,
    )


def _constraint(error: DatabaseError) -> Problem:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or type(error).__name__
    detail = getattr(diagnosis, "message_detail", None) or ""
    return Problem(
        None, "", detail, _("The database refuses the rows (%(name)s). Nothing was written.") % {"name": name}
    )

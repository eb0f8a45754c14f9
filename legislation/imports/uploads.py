"""A file for a concordance table: kept and checked first, then taken over as a whole or not at all."""

import hashlib
from datetime import datetime

import pghistory
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import access_of
from core.versions import update_if_current
from exchange.files import read_table
from exchange.models import ImportRun
from exchange.problems import Refused
from exchange.querysets import ImportRunQuerySet
from exchange.services import Outcome
from exchange.services.runs import as_lines
from history.tracking import acting
from legislation.imports.concordance import Comparison
from legislation.models import Act, Concordance
from legislation.services import write_lines

TARGET = "concordance"


def uploads_of(act: Act, user: User) -> ImportRunQuerySet:
    """Those of this person alone: a file may say what others may not see."""
    return ImportRun.objects.of_targets([TARGET]).filter(by=user, options__act=act.code)


def start_upload(act: Act, *, file_name: str, content: bytes, by: User) -> ImportRun:
    """Keep the file and check it. Raises ValidationError for what is no spreadsheet, or too much of one."""
    run = ImportRun(
        target=TARGET,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        options={"act": act.code},
        by=by,
    )
    try:
        run.result = _outcome(_compared(run, act)).as_json()
    except Refused as refusal:
        raise ValidationError({"file": as_lines(refusal)}) from None
    with acting(by=by, verb="uploaded a file"):
        run.save()
    return run


def apply_upload(run: ImportRun, version: int, *, act: Act, by: User, at: datetime) -> ImportRun:
    """Check the file again and write all of it. Raises ValidationError when something stands against it by now."""
    if run.is_applied:
        raise ValidationError(_("This file has been applied already."))
    with acting(by=by, verb="took over a concordance table from a file"):
        run = update_if_current(run, version)
        Concordance.objects.of_act(act).lock()
        compared = _compared(run, act)
        outcome = _outcome(compared)
        if outcome.may_be_applied:
            with pghistory.context(import_run=run.pk):
                write_lines(compared.book, by=by)
            changes = {"state": ImportRun.State.APPLIED, "applied_at": at, "result": outcome.as_json()}
            return update_if_current(run, run.version, **changes)
    with acting(by=by, verb="checked the import"):
        update_if_current(run, run.version, result=outcome.as_json())
    raise ValidationError(_("Something stands against it since it was checked. Nothing was written."))


def _compared(run: ImportRun, act: Act) -> Comparison:
    assert run.by is not None
    return Comparison(act, read_table(run.file_name, bytes(run.content)), access_of(run.by))


def _outcome(compared: Comparison) -> Outcome:
    return Outcome(
        rows=compared.new + compared.changed + compared.unchanged,
        new=compared.new,
        changed=compared.changed,
        unchanged=compared.unchanged,
        problems=sorted(compared.problems, key=lambda problem: problem.row or 0),
        unread=compared.unread,
        moves=compared.moves,
        changes_anything=bool(compared.book),
    )

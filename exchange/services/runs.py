"""An import on the pages: upload, make or choose a profile, look, decide, apply."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import put_if_current, update_if_current
from exchange.files import FileShape, read_table
from exchange.files.archive import refuse_archive, unpack
from exchange.models import ImportRun, Profile
from exchange.problems import Refused
from exchange.profiles import Profile as ReadProfile
from exchange.profiles import built_in_profiles, find_profile, read_profile
from exchange.services.importing import Outcome, check, upload_of
from history.tracking import acting


def start_run(
    *, target: str, file_name: str, content: bytes, profile_name: str, options: Mapping[str, str], by: User, on: date
) -> ImportRun:
    """Keep the file and check it; without a profile it waits for one. Raises ValidationError for what is no spreadsheet.

    Only adds: there is no version to name.
    """
    run = ImportRun(
        target=target,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        options=dict(options),
        by=by,
    )
    try:
        profile = find_profile(profile_name) if profile_name else None
        if profile is None or profile.folder is None:
            refuse_archive(file_name)
            read_table(file_name, content, profile.shape if profile else FileShape())
        else:
            unpack(content)
    except Refused as refusal:
        raise ValidationError({"file": as_lines(refusal)}) from None
    if profile:
        _refuse_other_target(run, profile, "profile")
        run.profile_name, run.profile_text = profile.name, profile.text
        run.result = _checked(run, on).as_json()
    with acting(by=by, verb="uploaded a file"):
        run.save()
    return run


def note_answers(run: ImportRun, version: int, answers: Mapping[str, Any], *, by: User) -> ImportRun:
    """What has been said so far of a profile in the making. Raises Conflict when somebody described the file in between."""
    _refuse_if_applied(run)
    with acting(by=by, verb="described a file"):
        return update_if_current(run, version, result={"making": {**run.result.get("making", {}), **answers}})


def use_profile(run: ImportRun, version: int, *, text: str, by: User, on: date) -> ImportRun:
    """Keep the profile under its name and check the file with it. Raises ValidationError with line and key.

    A saved profile of this name is replaced only where this run has read it as it stands; Conflict for the run.
    """
    _refuse_if_applied(run)
    try:
        profile = read_profile(text)
    except Refused as refusal:
        raise ValidationError({"text": as_lines(refusal)}) from None
    _refuse_other_target(run, profile, "text")
    if profile.name in built_in_profiles() and text != find_profile(profile.name).text:
        raise ValidationError({"text": _("This name belongs to a profile of the product. Give yours another name.")})
    read_before = run.profile_text
    run.profile_name, run.profile_text = profile.name, profile.text
    result = _checked(run, on).as_json()
    with acting(by=by, verb="saved a profile"):
        written = update_if_current(run, version, profile_name=profile.name, profile_text=profile.text, result=result)
        if profile.name not in built_in_profiles():
            _keep_profile(profile, read_before, by)
    return written


def _keep_profile(profile: ReadProfile, read_before: str, by: User) -> None:
    standing = Profile.objects.filter(name=profile.name).first()
    if standing is not None and standing.text not in (profile.text, read_before):
        raise ValidationError(
            {
                "text": _(
                    "There is a profile of this name that you have not seen. Give yours another name, or start from that one."
                )
            }
        )
    version = standing.version if standing else 0
    which = {"name": profile.name}
    put_if_current(Profile, version, which, target=profile.target.name, text=profile.text, made_by=by)


def decide(run: ImportRun, version: int, decisions: Mapping[str, bool], *, by: User, on: date) -> ImportRun:
    """Take in what a person said of the proposals and check again. Raises Conflict when somebody decided in between."""
    _refuse_if_applied(run)
    _refuse_without_profile(run)
    run.decisions = {**run.decisions, **decisions}
    result = _checked(run, on).as_json()
    with acting(by=by, verb="decided on matches"):
        return update_if_current(run, version, decisions=run.decisions, result=result)


def discard_run(run: ImportRun, version: int, *, by: User) -> None:
    """Forget an upload that was never applied, with its file. Raises Conflict when somebody worked on it in between."""
    _refuse_if_applied(run)
    with acting(by=by, verb="discarded the upload"):
        update_if_current(run, version).delete()


def as_lines(refusal: Refused) -> list[str]:
    """One sentence a problem, with its place."""
    return [
        " ".join(
            part
            for part in (
                _("Row %(row)d:") % {"row": each.row} if each.row else "",
                f"{each.column}:" if each.column else "",
                each.reason,
            )
            if part
        )
        for each in refusal.problems
    ]


def _checked(run: ImportRun, on: date) -> Outcome:
    return check(upload_of(run), on=on)


def _refuse_other_target(run: ImportRun, profile: ReadProfile, field: str) -> None:
    if profile.target.name != run.target:
        raise ValidationError({field: _("This profile fills something else. Choose another.")})


def _refuse_without_profile(run: ImportRun) -> None:
    if not run.has_profile:
        raise ValidationError(_("Say first how the file is read."))


def _refuse_if_applied(run: ImportRun) -> None:
    if run.state == ImportRun.State.APPLIED:
        raise ValidationError(_("This file has been applied already."))

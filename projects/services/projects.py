from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import working_days_between
from core.trial import next_numbers
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Country, Institution
from projects.models import Current, Project, Report, Round
from projects.rules.stages import MOVES, WANT_A_REASON


def next_code(on: date) -> str:
    """Codes are given by the system: ``P-2026-0131``."""
    return next_codes(on, 1)[0]


def next_codes(on: date, count: int) -> list[str]:
    return [f"P-{on.year}-{number:04d}" for number in next_numbers("project_code", count)]


def create_project(
    *, title: str, lead: Institution, by: User | None, on: date, stage: str = Project.Stage.PROPOSED, **fields: Any
) -> Project:
    """A new project; it joins the open round when its stage reports and enough working days are left.

    Only adds: there is no version to name.
    """
    country = Country.objects.current()
    fields.setdefault("currency", country.currency)
    project = Project(code=next_code(on), title=title, lead=lead, stage=stage, stage_since_on=on, **fields)
    project.full_clean()
    with acting(by=by, verb="created the project"):
        project.save()
        _follow_stage(project, country, on)
        Current.objects.refresh(on, [project.pk])
    return project


def edit_project(project: Project, version: int, *, by: User, on: date, **changes: Any) -> Project:
    """Words and visibility of a project, of which nothing is derived. Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(project, name, value)
    project.clean_fields(exclude=[field.name for field in project._meta.fields if field.name not in changes])
    with acting(by=by, verb="edited the project"):
        return update_if_current(project, version, **changes)


def change_stage(
    project: Project,
    version: int,
    stage: str,
    *,
    by: User | None,
    on: date,
    resumes_on: date | None = None,
    reason: str = "",
) -> Project:
    """Move to a stage that may follow. Pausing or cancelling waives the open report.

    Raises Conflict when somebody saved the project in between.
    """
    _refuse_move(project, stage, reason)
    ends_reporting = stage in (Project.Stage.PAUSED, Project.Stage.CANCELLED)
    country = Country.objects.current()
    with acting(by=by, verb="changed the stage", reason=reason):
        resumes_on = resumes_on if stage == Project.Stage.PAUSED else None
        written = update_if_current(project, version, stage=stage, stage_since_on=on, resumes_on=resumes_on)
        if ends_reporting:
            Report.objects.open().filter(project=project).update(status=Report.Status.WAIVED, reason=reason)
        _follow_stage(written, country, on)
        Current.objects.refresh(on, [project.pk])
    return written


def _refuse_move(project: Project, stage: str, reason: str) -> None:
    if stage == project.stage:
        raise ValidationError({"stage": _("The project is in this stage already.")})
    if stage not in MOVES[project.stage]:
        words = {"now": project.get_stage_display().lower(), "next": Project.Stage(stage).label.lower()}
        raise ValidationError({"stage": _("From “%(now)s” a project does not move to “%(next)s”.") % words})
    if (project.stage, stage) in WANT_A_REASON and not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason stands in the record.")})


def _follow_stage(project: Project, country: Country, on: date) -> None:
    """A project that enters a reporting stage early enough joins the open round; later, the next one."""
    if project.stage not in country.reporting_stages:
        return
    for round_ in Round.objects.open():
        if working_days_between(on, round_.due_on, country.is_holiday) < country.join_days:
            continue
        Report.objects.get_or_create(
            project=project, round=round_, defaults={"institution": project.lead, "asked_on": on}
        )


def change_lead(project: Project, version: int, lead: Institution, *, by: User, on: date) -> Project:
    """Another institution leads from now on; the duty to report and the draft move with it.

    Raises Conflict when somebody saved the project in between.
    """
    with acting(by=by, verb="changed the lead"):
        written = update_if_current(project, version, lead=lead)
        Report.objects.open().filter(project=project).update(institution=lead)
        Current.objects.refresh(on, [project.pk])
    return written

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Country
from projects.models import Current, Project, Report, Round
from projects.services.snapshots import freeze


def open_round(*, name: str, starts_on: date, ends_on: date, due_on: date, by: User | None, on: date) -> Round:
    """Open a round: one owed report per project in a stage that reports; paused ones are waived with the reason.

    Only adds: of two rounds opened at once the database takes one.
    """
    country = Country.objects.current()
    round_ = Round(name=name, starts_on=starts_on, ends_on=ends_on, opens_on=on, due_on=due_on)
    round_.full_clean()
    with acting(by=by, verb="opened the round"):
        try:
            round_.save()
        except IntegrityError as error:
            raise ValidationError(_("Another round was opened a moment ago.")) from error
        Report.objects.bulk_create(
            [_report(project, round_, on) for project in _asked(country)],
            batch_size=1000,
        )
        Current.objects.refresh(on)
    return round_


def _asked(country: Country) -> list[Project]:
    return list(Project.objects.in_stages([*country.reporting_stages, Project.Stage.PAUSED]))


def _report(project: Project, round_: Round, on: date) -> Report:
    report = Report(project=project, round=round_, institution_id=project.lead_id, asked_on=on)
    if project.stage == Project.Stage.PAUSED:
        report.status, report.reason = Report.Status.WAIVED, _("The project is paused.")
    return report


def close_round(round_: Round, version: int, *, by: User | None, on: date) -> Round:
    """Close: what is owed or begun counts as missed; what was filed stays and may still be accepted. The portfolio as it
    stands is frozen as a snapshot, in the same transaction.

    Raises Conflict when somebody changed the round in between.
    """
    if not round_.is_open:
        raise ValidationError(_("This round is closed already."))
    with acting(by=by, verb="closed the round"):
        written = update_if_current(round_, version, closed_on=on)
        Report.objects.filter(round=round_, status__in=[Report.Status.OWED, Report.Status.DRAFT]).update(
            status=Report.Status.MISSED
        )
        Current.objects.refresh(on)
        Report.objects.filter(round=round_).keep_signals()
        freeze(written, by=by, on=on)
    return written

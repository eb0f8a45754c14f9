from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import Conflict, update_if_current
from history.tracking import acting
from ministries.models import Appointment, Country
from projects.models import Baseline, Current, Milestone, Report, Sitting, Submission
from projects.rules.variance import Course, variance
from projects.services.computed import better_than_the_signal
from projects.services.plan import wrong_dates
from projects.services.sittings import sit

MAY_FILE = (Report.Status.OWED, Report.Status.DRAFT, Report.Status.RETURNED, Report.Status.MISSED)
MOST_UNCHANGED = 2
COPIED = (
    "rating", "why", "progress", "forecast_ends_on", "forecast_cost", "spent", "schedule_words", "cost_words",
    "signal_words", "top_risk", "help_needed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MilestoneForecast:
    """``version`` is that of the milestone as it was seen; None: said without looking at it."""

    milestone_id: int
    forecast_on: date | None = None
    actual_on: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a CIO says of a project in one round. ``rating`` 1 to 5; money in the project's currency."""

    rating: int
    why: str
    progress: str = ""
    forecast_ends_on: date | None = None
    forecast_cost: Decimal | None = None
    spent: Decimal | None = None
    schedule_words: str = ""
    cost_words: str = ""
    signal_words: str = ""
    top_risk: str = ""
    help_needed: str = ""
    milestones: Sequence[MilestoneForecast] = field(default_factory=tuple)


def last_submission(report: Report) -> Submission | None:
    """The newest submission for this project from an earlier round, or from this one when it was returned."""
    earlier = Submission.objects.filter(
        report__project=report.project_id, report__round__ends_on__lte=report.round.ends_on
    )
    return earlier.order_by("-report__round__ends_on", "-number").select_related("report__round", "signed_by").first()


def save_draft(
    report: Report,
    version: int,
    *,
    draft: dict[str, list[str]],
    by: User,
    at: datetime,
    opened_at: datetime | None = None,
) -> Report:
    """Keep what was typed, as typed: the form's names and their values. ``opened_at``: when the form was opened, if known.

    Raises Conflict when somebody saved in between; nothing of theirs is lost.
    """
    _appointment(report, by, at)
    _refuse_unless_open(report)
    changes: dict[str, Any] = {"draft": draft, "draft_by": by, "draft_saved_at": at}
    if report.status == Report.Status.OWED:
        changes["status"] = Report.Status.DRAFT
    with acting(by=by, verb="saved a draft"):
        written = update_if_current(report, version, **changes)
        sit(report, Sitting.Way.DRAFT, at=at, opened_at=opened_at)
    return written


def report_status(
    report: Report,
    version: int,
    *,
    content: ReportContent,
    by: User,
    at: datetime,
    opened_at: datetime | None = None,
    is_machine: bool = False,
) -> Submission:
    """Sign and submit. Never changes an earlier submission; moves the milestones and the live record.

    ``opened_at``: when the form was opened, if known; ``is_machine``: a program sent it.

    Raises ValidationError by field, PermissionDenied without an appointment, Conflict when somebody saved in between.
    """
    appointment = _appointment(report, by, at)
    _refuse_unless_open(report)
    _refuse_impossible(report, content, timezone.localdate(at))
    _refuse_without_words(report, content, timezone.localdate(at))
    way = Sitting.Way.MACHINE if is_machine else Sitting.Way.SUBMITTED
    return _file(report, version, content, by, appointment, at, is_unchanged=False, way=way, opened_at=opened_at)


def report_nothing_changed(
    report: Report,
    version: int,
    *,
    by: User,
    at: datetime,
    opened_at: datetime | None = None,
    is_machine: bool = False,
) -> Submission:
    """Send the last answers again, dated and signed today. Refused as ``why_not_unchanged`` says."""
    appointment = _appointment(report, by, at)
    _refuse_unless_open(report)
    refusal = why_not_unchanged(report, on=timezone.localdate(at))
    last = last_submission(report)
    if refusal or last is None:
        raise ValidationError(refusal)
    way, said = Sitting.Way.MACHINE if is_machine else Sitting.Way.UNCHANGED, _said_again(last)
    return _file(report, version, said, by, appointment, at, is_unchanged=True, way=way, opened_at=opened_at)


def why_not_unchanged(report: Report, *, on: date) -> str:
    """Why "nothing changed" is refused for this report, or an empty text when it is allowed (DOMAIN section 4)."""
    last = last_submission(report)
    if last is None or last.rating is None:
        return _("There is no earlier report to repeat.")
    if report.status == Report.Status.RETURNED:
        return _("The report was returned; the office asks for another answer.")
    if _unchanged_running(report) >= MOST_UNCHANGED:
        return _("The last two reports already said that nothing changed. Please write this one.")
    since = timezone.localdate(last.at)
    if last.forecast_ends_on and since <= last.forecast_ends_on < on:
        return _("The forecast end has passed since the last report.")
    passed = Milestone.objects.filter(project=report.project_id).open().overdue(on).expected_since(since).first()
    if passed:
        return _("The milestone “%(title)s” has passed since the last report.") % {"title": passed.title}
    if not last.signal_words and better_than_the_signal(report, _said_again(last), on):
        return _("By the rules the project is worse than you rated it. Please write this report and say why.")
    return ""


def _said_again(last: Submission) -> ReportContent:
    return ReportContent(**{name: getattr(last, name) for name in COPIED})


def _unchanged_running(report: Report) -> int:
    """How many reports say so without a break right before this one and, where it is late, right after it."""
    newest = Submission.objects.filter(report__project=report.project_id).exclude(report=report).latest_per_report()
    said = sorted(newest.values_list("report__round__ends_on", "is_unchanged"))
    before = [is_unchanged for ends_on, is_unchanged in said if ends_on <= report.round.ends_on]
    after = [is_unchanged for _ends_on, is_unchanged in said[len(before) :]]
    return sum(len(list(takewhile(bool, each))) for each in (reversed(before), after))


def _appointment(report: Report, by: User, at: datetime) -> Appointment:
    appointment = Appointment.objects.act_of(by.pk, report.institution_id, timezone.localdate(at))
    if appointment is None:
        raise PermissionDenied(
            _("Only somebody appointed at %(institution)s may report.") % {"institution": report.institution}
        )
    return appointment


def _refuse_unless_open(report: Report) -> None:
    if report.status not in MAY_FILE:
        raise ValidationError(
            _("This report is %(status)s. If it must change, ask the office to return it.")
            % {"status": report.get_status_display().lower()}
        )


def _refuse_impossible(report: Report, content: ReportContent, on: date) -> None:
    """A rating off the country's scale; a milestone done tomorrow, or left without any date."""
    wrong = {}
    if content.rating not in Country.objects.current().scale:
        wrong["rating"] = _("This country rates in three steps: red, amber, green.")
    planned = dict(Milestone.objects.filter(project=report.project_id).values_list("pk", "baseline_on"))
    for said in content.milestones:
        faults = wrong_dates(
            baseline_on=planned.get(said.milestone_id), forecast_on=said.forecast_on, actual_on=said.actual_on, on=on
        )
        for name, fault in faults.items():
            wrong[f"{name.removesuffix('_on')}_{said.milestone_id}"] = fault
    if wrong:
        raise ValidationError(wrong)


def _refuse_without_words(report: Report, content: ReportContent, on: date) -> None:
    """Over 90 days late, or worse than 5 % in time or cost, wants words (DOMAIN: Variance); so does a rating better than the
    signal."""
    missing = {}
    signal = "" if content.signal_words.strip() else better_than_the_signal(report, content, on)
    if signal:
        missing["signal_words"] = _("By the rules this project is %(signal)s Say why you see it better.") % {
            "signal": signal
        }
    baseline = Baseline.objects.filter(project=report.project_id).last()
    if baseline is None:
        return _refuse(missing)
    found = variance(baseline.plan, Course(content.forecast_ends_on, content.forecast_cost, content.spent), on)
    if found.wants_schedule_words and not content.schedule_words.strip():
        missing["schedule_words"] = _("The expected end is well after the approved one. Say why in a sentence.")
    if found.wants_cost_words and not content.cost_words.strip():
        missing["cost_words"] = _("The expected cost is more than 5 % over the approved one. Say why in a sentence.")
    return _refuse(missing)


def _refuse(missing: dict[str, str]) -> None:
    if missing:
        raise ValidationError(missing)


def _file(
    report: Report,
    version: int,
    content: ReportContent,
    by: User,
    appointment: Appointment,
    at: datetime,
    *,
    is_unchanged: bool,
    way: str,
    opened_at: datetime | None,
) -> Submission:
    on = timezone.localdate(at)
    is_late = report.is_late or report.status == Report.Status.MISSED
    with acting(by=by, verb="reported that nothing changed" if is_unchanged else "reported status"):
        update_if_current(
            report,
            version,
            status=Report.Status.SUBMITTED,
            is_late=is_late,
            reason="",
            draft={},
            draft_by=None,
            draft_saved_at=None,
        )
        sit(report, way, at=at, opened_at=opened_at)
        moved = _move_milestones(report, content.milestones)
        submission = Submission.objects.create(
            report=report,
            number=report.submissions.count() + 1,
            signed_by=by,
            appointment=appointment,
            at=at,
            is_unchanged=is_unchanged,
            milestones=moved,
            **{name: getattr(content, name) for name in COPIED},
        )
        Current.objects.refresh(on, [report.project_id])
    return submission


def _move_milestones(report: Report, forecasts: Sequence[MilestoneForecast]) -> list[dict[str, Any]]:
    """Write the forecasts to the plan; return how every milestone stands, as the submission keeps it.

    Raises Conflict when somebody moved one since it was seen.
    """
    wanted = {said.milestone_id: said for said in forecasts}
    standing = []
    for milestone in Milestone.objects.filter(project=report.project_id).select_for_update():
        said = wanted.get(milestone.pk)
        if said and (said.forecast_on, said.actual_on) != (milestone.forecast_on, milestone.actual_on):
            if said.version not in (None, milestone.version):
                raise Conflict(milestone)
            milestone.forecast_on, milestone.actual_on = said.forecast_on, said.actual_on
            milestone.save(update_fields=["forecast_on", "actual_on"])
        standing.append(_stands(milestone))
    return standing


def _stands(milestone: Milestone) -> dict[str, Any]:
    days = {
        "baseline_on": milestone.baseline_on,
        "forecast_on": milestone.forecast_on,
        "actual_on": milestone.actual_on,
    }
    return {
        "id": milestone.pk,
        "title": milestone.title,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def return_report(report: Report, version: int, *, reason: str, by: User, on: date) -> Report:
    """Ask for another submission, prefilled with this one; the reason goes to the CIO."""
    if report.status != Report.Status.SUBMITTED:
        raise ValidationError(_("Only a submitted report can be returned."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is missing or wrong, so that one more answer is enough.")})
    with acting(by=by, verb="returned the report"):
        return update_if_current(report, version, status=Report.Status.RETURNED, reason=reason, returned_on=on)


def accept_report(report: Report, version: int, *, by: User) -> Report:
    if report.status not in (Report.Status.SUBMITTED, Report.Status.RETURNED):
        raise ValidationError(_("Only a submitted report can be accepted."))
    with acting(by=by, verb="accepted the report"):
        return update_if_current(report, version, status=Report.Status.ACCEPTED, reason="")

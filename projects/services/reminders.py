from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import add_working_days, is_working_day
from ministries.models import Country
from outbox.services import nudge
from projects.answers.dues import report_key
from projects.models import Report, Round


def remind(round_: Round, *, by: User, on: date, at: datetime, report_ids: Collection[int] | None = None) -> int:
    """Ask once more, by hand, for what this round is owed (None: all of it). Returns how many reports are asked for.

    It goes out with the digest of the day, or of the next working day; one reminder by hand for a report and working day.
    """
    if not round_.is_open:
        raise ValidationError(_("This round is closed: nothing is owed in it any more."))
    owed = Report.objects.open().filter(round=round_).for_due()
    if report_ids is not None:
        owed = owed.filter(pk__in=report_ids)
    keys = [report_key(report) for report in owed]
    if not keys:
        raise ValidationError(_("Nothing is owed here any more: it was filed a moment ago."))
    asked = nudge(keys, by=by, on=mail_day(on), at=at)
    if not asked:
        raise ValidationError(
            _("Somebody pressed this already for the same day. One reminder by hand a day is enough.")
        )
    return asked


def mail_day(on: date) -> date:
    """The day whose digest a reminder goes out with: today, or the next working day."""
    is_holiday = Country.objects.current().is_holiday
    return on if is_working_day(on, is_holiday) else add_working_days(on, 1, is_holiday)

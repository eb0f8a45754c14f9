from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.questions import Concern, Due
from desk.answers.reminded import owed_key
from outbox.services import nudge
from projects.services import mail_day


def remind_of(due: Due | Concern, *, by: User, on: date, at: datetime) -> date:
    """Ask once more, by hand. Returns the day whose mail carries it; one reminder by hand for a duty and working day."""
    key = owed_key(due)
    if key is None:
        raise ValidationError(_("Nobody owes an answer to this: there is nothing to remind of."))
    day = mail_day(on)
    if not nudge([key], by=by, on=day, at=at):
        raise ValidationError(
            _("Somebody pressed this already for the same day. One reminder by hand a day is enough.")
        )
    return day

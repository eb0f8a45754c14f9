"""What a person found out about a mail that had ended: nothing else sends a mail again that may have arrived."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from history.tracking import acting
from outbox.models import Decision, Mail
from outbox.services.sweeping import LEASE

if TYPE_CHECKING:
    from accounts.models import User

What = Decision.What
VERBS = {
    What.ARRIVED: "found that the mail arrived",
    What.SEND_AGAIN: "had the mail sent again",
    What.CAME_BACK: "recorded that the mail came back",
}


def decide(mail: Mail, what: str, *, by: "User", at: datetime, words: str) -> Mail:
    """``mail`` as it was seen. Raises ValidationError when it cannot be decided so, or somebody decided a moment ago."""
    if mail.ended_at is None or what not in mail.open_decisions:
        raise ValidationError(
            _("This cannot be said of a mail that is: %(state)s.") % {"state": mail.get_state_display()}
        )
    if not words.strip():
        raise ValidationError({"words": _("Say how it is known: the words stand in the history.")})
    _refuse_too_early(mail, at)
    seen = Mail.objects.filter(pk=mail.pk, state=mail.state, ended_at=mail.ended_at)
    with acting(by=by, verb=VERBS[What(what)]):
        if not seen.update(**_changes(what, at, words)):
            raise ValidationError(_("Somebody decided this a moment ago. Look at it as it is now."))
        Decision.objects.create(
            mail=mail, ending_at=mail.ended_at, what=what, words=words.strip(), decided_by=by, decided_at=at
        )
    return Mail.objects.get(pk=mail.pk)


def _refuse_too_early(mail: Mail, at: datetime) -> None:
    """The sender may be alive behind a slow line, and the answer of the mail server still come."""
    if mail.state != Mail.State.UNKNOWN or mail.handed_over_at is None:
        return
    known_at = mail.handed_over_at + LEASE
    if at < known_at:
        moment = timezone.localtime(known_at).strftime("%H:%M")
        raise ValidationError(_("The mail server may still answer. Decide after %(moment)s.") % {"moment": moment})


def _changes(what: str, at: datetime, words: str) -> dict[str, object]:
    if what == What.ARRIVED:
        return {"state": Mail.State.SENT, "ended_at": at, "words": ""}
    if what == What.CAME_BACK:
        return {"state": Mail.State.FAILED, "ended_at": at, "words": words.strip()}
    again = {"state": Mail.State.WAITING, "leased_by": "", "handed_over_at": None, "ended_at": None}
    return {**again, "attempts": 0, "send_after": at, "words": ""}

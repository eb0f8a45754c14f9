"""The mail that opens an account. Its link is made as the mail is sent: it stands in the mail and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts import kinds
from accounts.links import password_link
from accounts.models import User
from accounts.services import INVITATION
from core import questions
from digests.services.inlining import inlined
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Mail


@outbox.letters.answer
def invitation_letters(mails: Sequence[Mail], now: datetime) -> Iterable[outbox.Letter]:
    """Invitations of those who still wait for a password; who has one by now, or was deactivated, needs no letter."""
    invited = [mail for mail in mails if mail.kind == INVITATION and mail.recipient.waits_for_password]
    if not invited:
        return
    people = [mail.recipient for mail in invited]
    prefetch_related_objects(people, "invited_by")
    country = Country.objects.current()
    for mail in invited:
        with translation.override(mail.recipient.language or settings.LANGUAGE_CODE):
            about = _about(mail.recipient, country, now)
            yield outbox.Letter(
                mail_id=mail.pk,
                address=mail.recipient.email,
                subject=_("%(country)s: your account for eGov Coord") % {"country": country.name},
                text=render_to_string("digests/invitation.txt", about),
                html=inlined(render_to_string("digests/invitation.html", about)),
            )


def _about(person: User, country: Country, now: datetime) -> Mapping[str, Any]:
    local = country.local_time(now)
    until = local + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    held = questions.rights(frozenset({person.pk}), local.date()) if person.kind == User.Kind.OFFICIAL else []
    return {
        "heading": _("You are invited to eGov Coord"),
        "day": formats.date_format(local, "l j F Y"),
        "country": country.name,
        "office": country.office_name,
        "person": person,
        "may": kinds.may_in_words(person),
        "posts": [right.why for right in held if right.writes],
        "link": password_link(person),
        "until": formats.date_format(until, "l j F Y, H:i"),
        "sign_in": settings.SITE_URL + reverse("account_login"),
    }

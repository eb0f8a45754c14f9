"""Keys of calendar programs: shown once, kept as a digest."""

from datetime import date, datetime
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from knox.crypto import hash_token

from accounts.models import User
from core.logs import CALENDAR_KEY
from desk.models import Feed
from history.tracking import acting


def make_feed(*, by: User, covers: str, at: datetime) -> tuple[Feed, str]:
    """One's own feed and its key, which exists nowhere else. A feed made earlier stops working with this call."""
    text = CALENDAR_KEY + token_urlsafe(32)
    with acting(by=by, verb="made a calendar feed"):
        Feed.objects.of(by.pk).standing().update(revoked_at=at)
        feed = Feed.objects.create(person=by, digest=hash_token(text), covers=covers, made_at=at)
    return feed, text


def revoke_feed(*, by: User, at: datetime) -> None:
    """The address stops working with this call; nobody revokes another's."""
    with acting(by=by, verb="revoked a calendar feed"):
        if not Feed.objects.of(by.pk).standing().update(revoked_at=at):
            raise ValidationError(_("You have no feed that could be revoked."))


def note_use(feed: Feed, on: date) -> None:
    """At most one write a day, however often a program asks."""
    if feed.last_used_on == on:
        return
    earlier = Q(last_used_on__isnull=True) | Q(last_used_on__lt=on)
    Feed.objects.filter(earlier, pk=feed.pk).update(last_used_on=on)

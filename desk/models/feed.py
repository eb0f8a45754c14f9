from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from knox.settings import CONSTANTS

from accounts.models import User
from desk.querysets.feed import FeedQuerySet
from history.tracking import track


@track(exclude=("digest", "last_used_on"))
class Feed(models.Model):
    """The key by which a calendar program reads one person's dates: shown once, kept as a digest, made and revoked, never edited."""

    class Covers(models.TextChoices):
        MINE = "mine", _("What my institutions owe, and their other dates")
        ALL = "all", _("All that I may see")

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True, editable=False)
    covers = models.CharField(_("what is in it"), max_length=10, choices=Covers)
    made_at = models.DateTimeField(_("made"), editable=False)
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        constraints = [
            models.UniqueConstraint(fields=["person"], name="feed_one_in_use", condition=Q(revoked_at__isnull=True)),
            models.CheckConstraint(name="feed_covers_known", condition=Q(covers__in=["mine", "all"])),
            models.CheckConstraint(
                name="feed_revoked_after_made", condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(_("calendar feed"))

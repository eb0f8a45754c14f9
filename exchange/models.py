from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from exchange.querysets import ImportRunQuerySet, ProfileQuerySet
from history.tracking import track


@track()
class Profile(Record):
    """How a kind of spreadsheet is read: a TOML text, made on the page. Profiles that come with the product are files."""

    name = models.SlugField(_("name"), max_length=80, unique=True)
    target = models.CharField(_("what it fills"), max_length=80)
    text = models.TextField(_("profile"), max_length=100_000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = ProfileQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@track(exclude=("content", "result"))
class ImportRun(Record):
    """One file read with one profile: checked first, then applied as a whole or not at all."""

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked")
        APPLIED = "applied", _("Applied")

    target = models.CharField(_("what it fills"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    profile_name = models.CharField(_("profile"), max_length=80)
    profile_text = models.TextField()
    options = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="import_runs")
    checked_at = models.DateTimeField(_("checked"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True)

    MOST_ON_A_PAGE = 2_000

    objects = ImportRunQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-checked_at"]
        constraints = [
            models.CheckConstraint(
                name="import_applied_at_once",
                condition=Q(state="checked", applied_at__isnull=True) | Q(state="applied", applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("exchange:run-detail", args=[self.pk])

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def has_profile(self) -> bool:
        return bool(self.profile_text)

    @property
    def is_too_long(self) -> bool:
        """It takes longer than a page may wait; the command line applies it."""
        return bool(self.result.get("rows", 0) > self.MOST_ON_A_PAGE)

    @property
    def is_clear(self) -> bool:
        """As it was checked last, nothing stands against it; applying checks again."""
        stands = self.result.get("problems") or self.result.get("proposals")
        return self.has_profile and not self.is_applied and not stands

    @property
    def may_be_applied(self) -> bool:
        return self.is_clear and not self.is_too_long

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import kept
from history.tracking import track
from outbox.querysets import MailQuerySet, NudgeQuerySet, ToldQuerySet


class Mail(models.Model):
    """One mail to one person, at most one of a kind and period. What it says is written just before it is sent.

    ``handed_over_at`` is set before the mail server gets the mail and cleared when the server says it did not take it;
    a sender that dies in between leaves ``unknown``, which nothing sends again by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Not known whether it was sent")
        FAILED = "failed", _("Refused")
        CANCELLED = "cancelled", _("Not needed any more")

    kind = models.CharField(_("kind"), max_length=30)
    period = models.CharField(_("period"), max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to"), on_delete=models.CASCADE, related_name="mails"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    written_at = models.DateTimeField(_("written at"))
    send_after = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_by = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(_("handed to the mail server at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    words = models.CharField(_("what the mail server said"), max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["send_after", "id"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="mail_leased"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "period", "recipient"], name="mail_once"),
            models.CheckConstraint(
                name="mail_state_known",
                condition=Q(state__in=["waiting", "sending", "sent", "unknown", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="mail_leased_while_sending",
                condition=Q(state="sending", lease_until__isnull=False)
                | Q(~Q(state="sending"), lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="mail_handed_over_before_sent",
                condition=~Q(state__in=["sent", "unknown"]) | Q(handed_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_waits_in_our_hands", condition=~Q(state="waiting") | Q(handed_over_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} to {self.recipient}"

    @property
    def has_reached(self) -> bool:
        """The mail server has it, or may have it."""
        return self.state in (self.State.SENDING, self.State.SENT, self.State.UNKNOWN)


class Told(models.Model):
    """This person hears of this duty for this reason in this mail: never a second time."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="told")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    reason = models.CharField(max_length=20)

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key", "reason"], name="told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.reason}"


@track()
class Nudge(models.Model):
    """Somebody pressed "remind": at most once for a duty and working day. The digest of the day ``on`` carries it."""

    key = models.CharField(_("what is owed"), max_length=80)
    on = models.DateField(_("for the day"))
    pressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("pressed by"), on_delete=models.PROTECT, related_name="+"
    )
    pressed_at = models.DateTimeField(_("pressed at"))

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = _("reminder by hand")
        triggers: ClassVar = kept("nudge")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "on"], name="nudge_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.on}"

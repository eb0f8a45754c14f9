from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Record, kept
from core.records import Ref
from history.tracking import track
from outbox.querysets import FollowQuerySet, HeartbeatQuerySet, MailQuerySet, NudgeQuerySet, ToldQuerySet

# What the mails of the house are called; a kind that is not here is shown by its own name.
KINDS: Mapping[str, Promise] = {"digest": _("Digest"), "invitation": _("Invitation")}


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
    address = models.CharField(_("sent to the address"), max_length=254, blank=True)
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
            models.Index(F("written_at").desc(), F("id").desc(), name="mail_by_day"),
            models.Index(fields=["recipient", "ended_at"], name="mail_of_reader"),
            models.Index(
                fields=["handed_over_at"], condition=Q(handed_over_at__isnull=False), name="mail_by_handing_over"
            ),
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

    def get_absolute_url(self) -> str:
        return reverse("outbox:delivery-detail", args=[self.pk])

    @property
    def kind_name(self) -> str:
        return str(KINDS.get(self.kind, self.kind))

    @property
    def open_decisions(self) -> list[Decision.What]:
        """What a person may find out about it, as it stands."""
        return MAY_FOLLOW.get(self.state, []) if self.ended_at else []

    @property
    def has_reached(self) -> bool:
        """The mail server has it, or may have it."""
        return self.state in (self.State.SENDING, self.State.SENT, self.State.UNKNOWN)


class Told(models.Model):
    """This person hears of this duty for this reason in this mail: never a second time."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="told")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    reason = models.CharField(max_length=60)

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


class Follow(models.Model):
    """Somebody wants to hear of a record, named as elsewhere by label and key ("projects.project", 31).

    ``told_until``: what happened to the record until then is told, or stands in a mail that is written.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="follows"
    )
    record_model = models.CharField(_("kind of record"), max_length=60)
    record_pk = models.BigIntegerField(_("number of the record"))
    followed_at = models.DateTimeField(_("since"))
    told_until = models.DateTimeField(_("told until"))

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-followed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["record_model", "record_pk"], name="follow_of_record")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "record_model", "record_pk"], name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_model} {self.record_pk}"

    @property
    def record(self) -> Ref:
        return Ref(self.record_model, self.record_pk)


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


@track()
class Preference(Record):
    """When one person wants mail, and which optional lines. Who has none gets what these defaults say.

    What is owed can be moved to once a week and never switched off. ``working_days``: 1 Monday to 7 Sunday; holidays of the
    country are days off for everybody. ``time_zone`` empty: the country's. ``paused_until``: the last day without mail.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every working day with news")
        WEEKLY = "weekly", _("Once a week")

    class Optional(models.TextChoices):
        """Lines that may be switched off."""

        CHANGES = "changes", _("What changed on what I follow")
        ENDED = "ended", _("How rounds ended that asked my institution")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="preference"
    )
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    switched_off = ArrayField(
        models.CharField(max_length=20, choices=Optional), verbose_name=_("switched off"), default=list, blank=True
    )
    hour = models.PositiveSmallIntegerField(_("not before"), default=7, validators=[MaxValueValidator(19)])
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    working_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("working days"), default=monday_to_friday
    )
    paused_until = models.DateField(_("no mail until and including"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("notification settings")
        constraints: ClassVar = [
            models.CheckConstraint(name="preference_rhythm_known", condition=Q(rhythm__in=["daily", "weekly"])),
            models.CheckConstraint(name="preference_hour_of_day", condition=Q(hour__lte=19)),
            models.CheckConstraint(
                name="preference_days_of_week",
                condition=Q(working_days__len__gte=1, working_days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
            models.CheckConstraint(
                name="preference_only_optional_off",
                condition=Q(switched_off__contained_by=["changes", "ended"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_rhythm_display()}"

    def hears(self, kind: str) -> bool:
        """Whether lines of an optional kind are wanted."""
        return kind not in self.switched_off


@track()
class Decision(models.Model):
    """What a person found out about a mail that had ended, once for each ending."""

    class What(models.TextChoices):
        ARRIVED = "arrived", _("It arrived")
        SEND_AGAIN = "send again", _("It did not arrive: send it again")
        CAME_BACK = "came back", _("It came back")

    mail = models.ForeignKey(Mail, verbose_name=_("mail"), on_delete=models.PROTECT, related_name="decisions")
    ending_at = models.DateTimeField(_("about what ended at"))
    what = models.CharField(_("decision"), max_length=10, choices=What)
    words = models.CharField(_("how it is known"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        verbose_name = _("decision about a mail")
        triggers: ClassVar = kept("decision")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mail", "ending_at"], name="decision_once"),
            models.CheckConstraint(name="decision_known", condition=Q(what__in=["arrived", "send again", "came back"])),
            models.CheckConstraint(name="decision_says_how", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return str(self.get_what_display())


MAY_FOLLOW: dict[str, list[Decision.What]] = {
    Mail.State.UNKNOWN: [Decision.What.ARRIVED, Decision.What.SEND_AGAIN],
    Mail.State.FAILED: [Decision.What.SEND_AGAIN],
    Mail.State.SENT: [Decision.What.CAME_BACK],
}


class Heartbeat(models.Model):
    """When the clock last put a beat into the queue, and when a worker had it: the way every task takes. One row."""

    asked_at = models.DateTimeField()
    done_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="heartbeat_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d %H:%M:%S}"

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from legislation.models.item import Item
from legislation.querysets import CommentQuerySet, ConsultationQuerySet, OpinionQuerySet, RequestQuerySet
from legislation.rules.terms import Standing, standing
from ministries.models import Appointment, Institution

MOVES = [("draft", "open"), ("draft", "withdrawn"), ("open", "concluded"), ("open", "withdrawn")]
"""Due is no status: it is open, and its last deadline has passed."""


@marked("item")
@track()
class Consultation(Record):
    """One round in which institutions are asked for their opinion on a draft; a new round after changes keeps the old one.

    ``days``: working days of the term, counted from the day it opens; shorter than the least term only with ``shortened_why``.
    ``due_on`` is that of the round; a request may have a later one of its own.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        CONCLUDED = "concluded", _("Concluded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.CharField(_("code"), max_length=20, unique=True)
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveSmallIntegerField(_("round"))
    title = models.CharField(_("draft"), max_length=300, help_text=_("The name of the draft that goes out."))
    draft_url = models.URLField(_("where the draft can be read"), max_length=500, blank=True)
    changes = models.TextField(_("what changed since the last round"), max_length=4000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    days = models.PositiveSmallIntegerField(_("working days"), validators=[MinValueValidator(1)])
    shortened_why = models.CharField(_("why the term is shorter than the least"), max_length=500, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    ended_on = models.DateField(_("concluded or withdrawn on"), null=True, blank=True)
    ended_words = models.TextField(_("how it ended"), max_length=4000, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["item", "-number"]
        verbose_name = _("consultation")
        triggers = [*Record.Meta.triggers, pgtrigger.FSM(name="consultation_moves", field="status", transitions=MOVES)]
        indexes = [models.Index(fields=["status", "due_on", "id"], name="consultation_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="consultation_numbered"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(status__in=["draft", "open"]),
                name="consultation_one_at_a_time",
                violation_error_message=_("The item has a round that is not over. End that one first."),
            ),
            models.CheckConstraint(
                name="consultation_open_is_dated",
                condition=Q(status="draft", opened_on__isnull=True, due_on__isnull=True)
                | Q(status="withdrawn", opened_on__isnull=True, due_on__isnull=True)
                | ~Q(status="draft") & Q(opened_on__isnull=False, due_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="consultation_ended_says_how",
                condition=Q(status__in=["draft", "open"], ended_on__isnull=True, ended_words="")
                | Q(status__in=["concluded", "withdrawn"], ended_on__isnull=False) & ~Q(ended_words=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("legislation:consultation-detail", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.CONCLUDED, self.Status.WITHDRAWN)

    @property
    def last_due_on(self) -> date | None:
        """The last deadline of anybody asked, with the extensions that were granted."""
        return max((request.due_on for request in self.requests.all() if request.due_on), default=self.due_on)


@marked("consultation")
@track()
class Request(Record):
    """What one institution is asked for in a round, with a deadline of its own.

    An extension is asked for and then granted (``due_on`` moves) or refused. ``settled_on``: the day a dissent ended, by the
    dissenter's own word or by the council's (``settled_by``), as ``settled_words`` tell.
    """

    class Settler(models.TextChoices):
        DISSENTER = "dissenter", _("The institution itself")
        COUNCIL = "council", _("The council")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="requests")
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="opinion_requests"
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    extension_until = models.DateField(_("asks for time until"), null=True, blank=True)
    extension_why = models.CharField(_("why more time"), max_length=500, blank=True)
    extension_asked_on = models.DateField(_("asked for more time on"), null=True, blank=True)
    extension_answered_on = models.DateField(_("answered on"), null=True, blank=True)
    extension_granted = models.BooleanField(_("granted"), null=True, blank=True)
    extension_words = models.CharField(_("why not"), max_length=500, blank=True)
    settled_on = models.DateField(_("dissent ended on"), null=True, blank=True)
    settled_by = models.CharField(_("by"), max_length=20, choices=Settler, blank=True)
    settled_words = models.TextField(_("how it ended"), max_length=4000, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        verbose_name = _("request for an opinion")
        indexes = [models.Index(fields=["due_on", "id"], name="request_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "institution"],
                name="asked_once",
                violation_error_message=_("This institution is asked already."),
            ),
            models.CheckConstraint(
                name="request_asked_is_due",
                condition=Q(asked_on__isnull=True, due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="request_extension_complete",
                condition=Q(extension_asked_on__isnull=True, extension_until__isnull=True, extension_why="")
                | Q(extension_asked_on__isnull=False, extension_until__isnull=False) & ~Q(extension_why=""),
            ),
            models.CheckConstraint(
                name="request_extension_answered",
                condition=Q(extension_answered_on__isnull=True, extension_granted__isnull=True)
                | Q(
                    extension_answered_on__isnull=False,
                    extension_granted__isnull=False,
                    extension_asked_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="request_settled_says_how",
                condition=Q(settled_on__isnull=True, settled_by="", settled_words="")
                | Q(settled_on__isnull=False, settled_by__in=["dissenter", "council"]) & ~Q(settled_words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation.code}, {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("legislation:give-opinion", args=[self.consultation.code, self.institution.code])

    @property
    def is_extension_pending(self) -> bool:
        return self.extension_asked_on is not None and self.extension_answered_on is None

    @property
    def first_on(self) -> date | None:
        """The day of the first opinion, which decides whether the institution was on time."""
        return min((opinion.given_on for opinion in self.opinions.all()), default=None)

    @property
    def last_word(self) -> Opinion | None:
        return max(self.opinions.all(), key=lambda opinion: opinion.number, default=None)

    @property
    def is_dissent(self) -> bool:
        """Its last word is "not approved", and neither the institution itself nor the council has ended it."""
        last = self.last_word
        return last is not None and last.position == Opinion.Position.NOT_APPROVED and self.settled_on is None

    def standing_on(self, on: date) -> Standing:
        return standing(
            asked_on=self.asked_on,
            due_on=self.due_on,
            first_on=self.first_on,
            on=on,
            ended_on=self.consultation.ended_on,
        )

    def days_over(self, on: date) -> int:
        """Since its deadline; 0 until then."""
        return max((on - self.due_on).days, 0) if self.due_on else 0


@marked("request")
@track()
class Opinion(models.Model):
    """What an institution said, signed by a person in a post. Inserted and never changed; a later word has the next number."""

    class Position(models.TextChoices):
        APPROVED = "approved", _("Approved")
        WITH_COMMENTS = "approved with comments", _("Approved with comments")
        NOT_APPROVED = "not approved", _("Not approved")
        NOT_CONCERNED = "not concerned", _("Not concerned")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="opinions")
    number = models.PositiveSmallIntegerField(_("number"))
    position = models.CharField(_("opinion"), max_length=30, choices=Position)
    words = models.TextField(_("reasons"), max_length=10_000, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="+"
    )
    appointment = models.ForeignKey(
        Appointment, verbose_name=_("in the post of"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    given_on = models.DateField(_("given on"))

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["request", "-number"]
        verbose_name = _("opinion")
        triggers = [pgtrigger.Protect(name="opinion_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="opinion_numbered"),
            models.CheckConstraint(
                name="opinion_position_known",
                condition=Q(position__in=["approved", "approved with comments", "not approved", "not concerned"]),
            ),
            models.CheckConstraint(
                name="opinion_against_says_why",
                condition=~Q(position="not approved") | ~Q(words=""),
                violation_error_message=_("Say why it is not approved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} no. {self.number}"


@marked("opinion")
@track()
class Comment(Record):
    """A remark of an opinion, tied to a provision of the draft, and the lead's answer to it."""

    class Reply(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partly accepted")
        REJECTED = "rejected", _("Rejected")

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveSmallIntegerField(_("number"))
    provision = models.CharField(_("provision"), max_length=200, help_text=_("Such as § 9 (2), or the whole draft."))
    text = models.TextField(_("comment"), max_length=10_000)
    reply = models.CharField(_("answer"), max_length=20, choices=Reply, blank=True)
    reply_words = models.TextField(_("reason"), max_length=10_000, blank=True)
    replied_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["opinion", "number"]
        verbose_name = _("comment")
        constraints = [
            models.UniqueConstraint(fields=["opinion", "number"], name="comment_numbered"),
            models.CheckConstraint(
                name="comment_reply_known", condition=Q(reply__in=["", "accepted", "partly", "rejected"])
            ),
            models.CheckConstraint(
                name="comment_reply_dated",
                condition=Q(reply="", replied_on__isnull=True) | ~Q(reply="") & Q(replied_on__isnull=False),
            ),
            models.CheckConstraint(
                name="comment_not_accepted_says_why",
                condition=~Q(reply__in=["partly", "rejected"]) | ~Q(reply_words=""),
                violation_error_message=_("Say why it is not taken over, or not all of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision}: {Truncator(self.text).chars(60)}"

    def get_absolute_url(self) -> str:
        return reverse("legislation:reply", args=[self.pk])

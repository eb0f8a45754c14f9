from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Period, Record, days, period_in_order
from history.marks import marked
from history.tracking import track
from ministries.models.institution import Institution
from ministries.querysets.appointment import AppointmentQuerySet


@marked()
@track()
class Appointment(Period, Record):
    """A person in a post of an institution, by an instrument (the decree). The right to write follows from it and ends with it."""

    class Post(models.TextChoices):
        CIO = "cio", _("CIO")
        DEPUTY = "deputy", _("Deputy CIO")
        ACTING = "acting", _("Acting CIO")
        FOCAL_POINT = "focal point", _("Focal point")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="appointments"
    )
    post = models.CharField(_("post"), max_length=20, choices=Post)
    instrument = models.CharField(
        _("instrument"), max_length=300, blank=True, help_text=_("The decree or letter of appointment.")
    )

    hand_over = models.TextField(
        _("hand-over note"), max_length=10_000, blank=True, help_text=_("What whoever comes next should know.")
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "id"]
        constraints = [
            period_in_order("appointment_period"),
            models.CheckConstraint(
                name="appointment_post_known", condition=Q(post__in=["cio", "deputy", "acting", "focal point"])
            ),
            *(
                ExclusionConstraint(
                    name=f"one_{post}_at_a_time",
                    expressions=[("institution", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                    condition=Q(post=post),
                    violation_error_message=message,
                )
                for post, message in [
                    ("cio", _("Somebody else is CIO of this institution in that time. End that appointment first.")),
                    (
                        "acting",
                        _("Somebody else is acting CIO of this institution in that time. End that appointment first."),
                    ),
                ]
            ),
            ExclusionConstraint(
                name="one_post_of_a_person_at_a_time",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already holds this post in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()}, {self.institution}"

    def post_for(self, institution: Institution) -> str:
        """The post in words, as it acts for ``institution``: its own, or that of a child whose posts are all vacant."""
        if institution.pk == self.institution_id:
            return self.get_post_display()
        return gettext("%(post)s, for %(institution)s, post vacant") % {
            "post": self.get_post_display(),
            "institution": institution.short_name,
        }

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Period, Record, period_in_order
from history.marks import marked
from history.tracking import track
from ministries.querysets.appointment import first_in_chain
from ministries.querysets.institution import InstitutionQuerySet
from ministries.querysets.succession import SuccessionQuerySet

if TYPE_CHECKING:
    from ministries.models.appointment import Appointment


@marked()
@track()
class Institution(Period, Record):
    """A ministry, agency or other body. A merged one keeps its record; its successors are traceable."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        AGENCY = "agency", _("Agency")
        CENTRE = "centre of government", _("Centre of government")
        REGULATOR = "regulator", _("Regulator")
        LOCAL = "local government", _("Local government")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    acronym = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    starts_on = models.DateField(_("exists from"), null=True, blank=True)  # type: ignore[assignment]
    remit = models.TextField(_("what it does"), max_length=2000, blank=True)

    posts_today: list[Appointment]

    objects = InstitutionQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name"]
        indexes = [
            models.Index(Func("name", function="sort_key"), "id", name="institution_by_name"),
            GistIndex(OpClass(Func("name", function="sort_key"), name="gist_trgm_ops"), name="institution_name_words"),
        ]
        constraints = [
            period_in_order("institution_period"),
            models.CheckConstraint(name="institution_not_own_parent", condition=~Q(parent=F("id"))),
            models.UniqueConstraint(
                models.functions.Lower("acronym"), name="institution_acronym_once", condition=~Q(acronym="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.acronym or self.name

    @property
    def in_charge(self) -> list[Appointment]:
        """Who is asked first, of rows read by ``for_list``: acting CIO, else CIO, else deputies, else focal points."""
        return list(first_in_chain({self.pk: self.posts_today}, self))

    def get_absolute_url(self) -> str:
        return reverse("ministries:institution-detail", args=[self.code])


@marked()
@track()
class Succession(Record):
    """``successor`` took over from ``predecessor`` on a day, by merger, split or rename."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("merged into")
        SPLIT = "split", _("split into")
        RENAME = "rename", _("renamed")

    predecessor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="precessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("on"))

    objects = SuccessionQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_not_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor}"

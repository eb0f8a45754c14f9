"""Abstract models of the house. No tables live here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.core.exceptions import FieldError, ValidationError
from django.db import models, router
from django.db.models import BooleanField, CheckConstraint, F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.records import Ref, ref


def raise_version(condition: pgtrigger.Condition | None = None) -> pgtrigger.Trigger:
    """``condition``: which updates make a new version; None: all."""
    return pgtrigger.Trigger(
        name="raise_version",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=condition,
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def kept(name: str) -> list[pgtrigger.Trigger]:
    """Rows that are never changed and never removed, neither one by one nor all at once."""
    return [
        pgtrigger.Protect(name=f"{name}_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_not_emptied",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate %', TG_TABLE_NAME;",
        ),
    ]


class Checked(models.Model):
    """Asks PostgreSQL about all check constraints at once; one by one, as Django does, only to tell which is broken."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        using = router.db_for_write(type(self), instance=self)
        conditions = []
        try:
            for model, constraints in self.get_constraints():
                for constraint in constraints:
                    if isinstance(constraint, CheckConstraint):
                        conditions.append(Coalesce(Q(constraint.condition), True, output_field=BooleanField()))
                    else:
                        constraint.validate(model, self, exclude=set(exclude or ()), using=using)
            values = self._get_field_expression_map(self._meta, exclude)  # type: ignore[attr-defined]  # no stub
            is_kept = not conditions or Q(*conditions).check(values, using)
        except (FieldError, ValidationError):  # FieldError: a condition speaks of what is excluded
            is_kept = False
        if not is_kept:
            super().validate_constraints(exclude=exclude)


class Record(Checked):
    """``version`` is raised by a trigger at every update; Python never sets it."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar = [raise_version()]

    @property
    def ref(self) -> Ref:
        return ref(self)


NOT_REVERSED = _("The last day must not be before the first day.")


class Period(models.Model):
    """A time with an inclusive last day; an empty end is open (DOMAIN section 3)."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def covers(self, on: date) -> bool:
        """The day lies inside; a missing first day counts as always."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)

    def clean(self) -> None:
        """Before the constraints are asked: a range the wrong way round is an error of the database itself."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": NOT_REVERSED})


class DateRange(Func):
    """``daterange(starts_on, ends_on, '[]')``: the last day is inclusive (DOMAIN section 3)."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


def days() -> DateRange:
    return DateRange(F("starts_on"), F("ends_on"))


def period_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        violation_error_message=NOT_REVERSED,
    )


class WithheldField(models.JSONField):
    """Field name to reason, for values that exist and may not be shown: ``{"cost": "Section 43, commercial interests"}``.

    Withheld is not zero and not unknown (DOMAIN section 3).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": dict, "blank": True, **kwargs})


def withheld_is_empty(name: str, *fields: str) -> models.CheckConstraint:
    """What is withheld has no value: both at once would be two truths."""
    condition = Q()
    for field in fields:
        condition &= ~Q(withheld__has_key=field) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(name=name, condition=condition)


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # not generic when the program runs
    """An amount with 18 digits, 2 after the point; the currency stands beside it on the record (ISO 4217)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 2, "null": True, "blank": True, **kwargs})


def rating_known(name: str) -> models.CheckConstraint:
    """1 red to 5 green; empty is not given, not rated or withheld. A three-step country stores 1, 3, 5."""
    return models.CheckConstraint(name=name, condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)))

"""How institutions answer when their opinion is asked, counted by the database. The rules are those of `rules/terms.py`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self

from django.apps import apps
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.querysets import RecordQuerySet
from legislation.rules.terms import Standing

if TYPE_CHECKING:
    from legislation.models import Request

LEAST_DAYS: Final = 10
"""Before the office wrote rules of its own: the default of ``Practice``."""
AGREES: Final = ("approved", "approved with comments")


def practice_on(day: str, field: str) -> Subquery:
    """A rule of consultation as it was in force on the day in a column."""
    rules: Any = apps.get_model("legislation", "Practice")._default_manager
    in_force = rules.filter(starts_on__lte=OuterRef(day)).order_by("-starts_on")
    return Subquery(in_force.values(field)[:1])


class DisciplineQuerySet(RecordQuerySet["Request"]):
    def asked_between(self, first: date, last: date) -> Self:
        """Both days inclusive; a round in preparation has asked nobody."""
        return self.filter(asked_on__range=(first, last))

    def with_standing(self, on: date) -> Self:
        """``stands``: as ``rules.terms.standing`` says of one; ``first_given_on``: the day of the first opinion; ``last_position`` of
        the last; ``silence_agrees``: by the rules of the day the round opened, no answer counts as agreement."""
        opinions = (
            self.related("opinions").filter(request=OuterRef("pk"), given_on__lte=on).order_by().values("request")
        )
        last = self.related("opinions").filter(request=OuterRef("pk")).order_by("-number").values("position")
        rows = self.annotate(
            first_given_on=Subquery(opinions.annotate(first=Min("given_on")).values("first")),
            last_position=Subquery(last[:1]),
            silence_agrees=Coalesce(
                practice_on("consultation__opened_on", "silence_agrees"), False, output_field=BooleanField()
            ),
        )
        return rows.annotate(stands=_standing(on))

    def discipline(self) -> QuerySet[Any, Any]:
        """Of rows ``with_standing``: counts per institution. What was not asked, or called off in time, is in none."""
        counted: Any = self.exclude(stands__in=[Standing.CALLED_OFF, Standing.NOT_ASKED])  # type: ignore[misc]
        found: QuerySet[Any, Any] = counted.order_by().values("institution").annotate(**COUNTS)
        return found

    def answering_days(self) -> QuerySet[Any, Any]:
        """Of rows ``with_standing``: per institution the first and last day of each first answer, with how many there are."""
        answered: Any = self.filter(stands__in=[Standing.ON_TIME, Standing.LATE]).order_by()  # type: ignore[misc]
        found: QuerySet[Any, Any] = answered.values("institution", "asked_on", "first_given_on").annotate(
            count=Count("pk")
        )
        return found


def _standing(on: date) -> Case:
    called_off = Q(consultation__ended_on__lte=on) & Q(consultation__ended_on__lte=F("due_on"))
    return Case(
        When(Q(asked_on__isnull=True) | Q(asked_on__gt=on), then=Value(Standing.NOT_ASKED.value)),
        When(first_given_on__lte=F("due_on"), then=Value(Standing.ON_TIME.value)),
        When(first_given_on__gt=F("due_on"), then=Value(Standing.LATE.value)),
        When(called_off, then=Value(Standing.CALLED_OFF.value)),
        When(due_on__lt=on, then=Value(Standing.SILENT.value)),
        default=Value(Standing.AWAITED.value),
        output_field=CharField(),
    )


def _count(**condition: Any) -> Count:
    return Count("pk", filter=Q(**condition))


COUNTS: Final = {
    "asked": Count("pk"),
    "on_time": _count(stands=Standing.ON_TIME),
    "late": _count(stands=Standing.LATE),
    "silent": _count(stands=Standing.SILENT),
    "awaited": _count(stands=Standing.AWAITED),
    "agreed": _count(last_position__in=AGREES),
    "tacit": _count(stands=Standing.SILENT, silence_agrees=True),
    "extensions": _count(extension_asked_on__isnull=False),
    "granted": _count(extension_granted=True),
    "dissents": _count(last_position="not approved"),
    "settled": _count(last_position="not approved", settled_on__isnull=False),
}

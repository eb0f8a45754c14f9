from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Case, Count, Q, Value, When

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by
from legislation.rules.levels import OPEN

if TYPE_CHECKING:
    from legislation.models import Act, Concordance


@dataclass(frozen=True, slots=True)
class LineCounts:
    all: int
    open: int
    overdue: int


class ConcordanceQuerySet(RecordQuerySet["Concordance"]):
    def visible_to(self, access: Access) -> Self:
        """Every line, as EU law and national law are public and the progress of an act has to be the same for all who
        read it. Of a line that an item completes which one may not see, ``is_held`` is true and ``completion`` is empty.
        """
        if access.kind in (Kind.VISITOR, Kind.PARTNER):
            return self.none()
        rule = seen_by(access, "item__")
        if rule is None:
            return self.annotate(is_held=Value(False))
        known = When(Q(item__isnull=True) | rule, then=Value(False))
        return self.annotate(is_held=Case(known, default=Value(True), output_field=BooleanField()))

    def of_act(self, act: Act) -> Self:
        return self.filter(act=act)

    def told_of_item(self, code: str) -> Self:
        """Of rows ``visible_to`` somebody: that this item completes, where they may know it."""
        return self.filter(item__code=code, is_held=False)

    def for_table(self) -> Self:
        return self.select_related("act", "law", "item", "completed_by")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def lock(self) -> None:
        """So that nobody changes these lines until the transaction ends."""
        list(self.select_for_update().values_list("pk"))

    def incomplete(self) -> Self:
        """Partially transposed, or not compared yet."""
        return self.filter(level__in=OPEN)

    def not_compared(self) -> Self:
        return self.filter(level="")

    def as_of(self, on: date) -> Self:
        """After ``visible_to``: with ``is_overdue``, for lists that are asked for it by their address."""
        passed = When(self._overdue(on) & Q(is_held=False), then=Value(True))
        return self.annotate(is_overdue=Case(passed, default=Value(False), output_field=BooleanField()))

    def past_their_day(self) -> Self:
        """Of rows ``as_of`` a day."""
        return self.filter(is_overdue=True)

    def counted(self) -> LineCounts:
        """Of rows ``as_of`` a day."""
        found = self.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=Q(level__in=OPEN)),
            overdue=Count("pk", filter=Q(is_overdue=True)),
        )
        return LineCounts(**found)

    def overdue(self, on: date) -> Self:
        """Not complete after the day by which it should be; after ``visible_to`` only where one may know that day."""
        rows = self.filter(self._overdue(on))
        return rows.filter(is_held=False) if "is_held" in self.query.annotations else rows

    @staticmethod
    def _overdue(on: date) -> Q:
        return Q(level__in=OPEN, completed_on__lt=on)

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Self

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from legislation.rules.stages import USUAL, Term

if TYPE_CHECKING:
    from legislation.models import Practice, StageTerm


class PracticeQuerySet(RecordQuerySet["Practice"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def on(self, day: date) -> Practice:
        """The rules of consultation in force on a day; before the office wrote any, the usual ones (unsaved)."""
        return self.filter(starts_on__lte=day).order_by("-starts_on").first() or self.model()


class StageTermQuerySet(RecordQuerySet["StageTerm"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def on(self, day: date) -> Mapping[str, Term]:
        """The term of every stage on a day; the usual one where the office wrote none. One query."""
        rows = self.filter(starts_on__lte=day).order_by("stage", "-starts_on").distinct("stage")
        return {**USUAL, **{row.stage: Term(row.usual_days, row.least_days) for row in rows}}

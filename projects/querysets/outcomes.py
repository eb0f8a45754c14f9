from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Outcome


class OutcomeQuerySet(RecordQuerySet["Outcome"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

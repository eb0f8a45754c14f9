from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from projects.rules.signal import Limits

if TYPE_CHECKING:
    from projects.models import Thresholds


class ThresholdsQuerySet(RecordQuerySet["Thresholds"]):
    def visible_to(self, access: Access) -> ThresholdsQuerySet:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def limits(self, on: date) -> Limits:
        """Those in force on a day; before the office wrote any, the usual ones."""
        found = self.filter(starts_on__lte=on).order_by("-starts_on").first()
        return found.limits if found else Limits()

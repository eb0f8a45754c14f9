from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by

if TYPE_CHECKING:
    from legislation.models import Act, Concordance, Measure


class ActQuerySet(RecordQuerySet["Act"]):
    def visible_to(self, access: Access) -> Self:
        """Laws are public; the pages and the API of the government are not open to visitors and partners."""
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def corrigenda_of(self, celex: str) -> Self:
        """By their own numbers, whether or not they are tied to the act yet."""
        return self.filter(celex__startswith=f"{celex}R(")


class MeasureQuerySet(RecordQuerySet["Measure"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))


class ConcordanceQuerySet(RecordQuerySet["Concordance"]):
    def visible_to(self, access: Access) -> Self:
        """Also what an item completes, as far as the item may be seen."""
        if access.kind in (Kind.VISITOR, Kind.PARTNER):
            return self.none()
        rule = seen_by(access, "item__")
        return self if rule is None else self.filter(Q(item__isnull=True) | rule)

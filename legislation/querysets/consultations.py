from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by

if TYPE_CHECKING:
    from legislation.models import Comment, Consultation, Opinion, Request


def round_seen_by(access: Access, prefix: str = "") -> Q | None:
    """Whoever sees the item sees its rounds; one in preparation only the office and the lead see. ``prefix`` leads to it."""
    rule = seen_by(access, f"{prefix}item__")
    if rule is None and access.kind is Kind.OFFICE:
        return None
    prepared = ~Q(**{f"{prefix}status": "draft"}) | Q(**{f"{prefix}item__lead__in": access.institution_ids})
    return prepared if rule is None else rule & prepared


class ConsultationQuerySet(RecordQuerySet["Consultation"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access)
        return self if rule is None else self.filter(rule)


class RequestQuerySet(RecordQuerySet["Request"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "consultation__")
        return self if rule is None else self.filter(rule)


class OpinionQuerySet(RecordQuerySet["Opinion"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "request__consultation__")
        return self if rule is None else self.filter(rule)


class CommentQuerySet(RecordQuerySet["Comment"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "opinion__request__consultation__")
        return self if rule is None else self.filter(rule)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Q

from core.access import Access, Kind
from core.querysets import RecordQuerySet, sorted_by
from legislation.rules.stages import OVER

if TYPE_CHECKING:
    from legislation.models import Item, Plan, TouchedAct


def seen_by(access: Access, prefix: str = "") -> Q | None:
    """The one rule of who sees an item and all that hangs on it; None: everything. ``prefix`` leads to the item.

    Office, decision makers and auditors see everything; officials public and government records and what is restricted to
    an institution of theirs (or its child) as lead or as one that was asked for its opinion; everybody else public records.
    """
    if access.sees_everything:
        return None
    if access.kind is not Kind.OFFICIAL:
        return Q(**{f"{prefix}visibility": "public"})
    ids = access.read_institution_ids
    return (
        Q(**{f"{prefix}visibility__in": ["public", "government"]})
        | Q(**{f"{prefix}lead__in": ids})
        | Q(**{f"{prefix}id__in": _consulted(ids)})
    )


def _consulted(institution_ids: frozenset[int]) -> object:
    """Items on which one of these was asked for its opinion; a round that never opened has asked nobody."""
    rows = apps.get_model("legislation", "Request")._default_manager.filter(institution__in=institution_ids)
    return rows.filter(consultation__opened_on__isnull=False).values("consultation__item")


class ItemQuerySet(RecordQuerySet["Item"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access)
        return self if rule is None else self.filter(rule)

    def running(self) -> Self:
        return self.exclude(stage__in=OVER)

    def by_title(self) -> Self:
        return self.order_by(sorted_by("title"), "pk")

    def with_plans(self) -> Self:
        """With the days of their stages, in a query of its own: what a forecast reads."""
        return self.prefetch_related("plans")


class TouchedActQuerySet(RecordQuerySet["TouchedAct"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "item__")
        return self if rule is None else self.filter(rule)


class PlanQuerySet(RecordQuerySet["Plan"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "item__")
        return self if rule is None else self.filter(rule)

    def planned(self) -> Self:
        return self.filter(planned_on__isnull=False)

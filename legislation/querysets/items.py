from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from core.access import Access, Kind
from core.querysets import RecordQuerySet, sorted_by
from legislation.rules.stages import OVER, STUCK, WAY, Term, stages_after

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


class Counts(NamedTuple):
    """Of items: all, running, stuck, behind their plan, and over."""

    all: int
    running: int
    stuck: int
    behind: int
    over: int


class StageCount(NamedTuple):
    """``items``: how many. ``median_days``: how long half of the items have been in the stage; None where there are none."""

    items: int
    median_days: float | None


class Median(Aggregate):
    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class ItemQuerySet(RecordQuerySet["Item"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access)
        return self if rule is None else self.filter(rule)

    def running(self) -> Self:
        return self.exclude(stage__in=OVER)

    def by_title(self) -> Self:
        return self.order_by(sorted_by("title"), "pk")

    def over(self) -> Self:
        return self.filter(stage__in=OVER)

    def touching_the_same(self, item_id: int) -> Self:
        """Other items that touch an act this one touches."""
        acts = self.related("touched_acts").filter(item=item_id).values("act")
        return self.filter(touched_acts__act__in=acts).exclude(pk=item_id).distinct().order_by("code")

    def with_plans(self) -> Self:
        """With the days of their stages, in a query of its own: what a forecast reads."""
        return self.prefetch_related("plans")

    def keyed_by_title(self) -> Self:
        return self.annotate(title_key=sorted_by("title"))

    def search(self, words: str) -> Self:
        """Every word in the title, the code or what is wrong."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__unaccent__icontains=word) | Q(code__icontains=word) | Q(description__unaccent__icontains=word)
            )
        return found

    def touching(self, code: str) -> Self:
        """The act of this code."""
        return self.filter(touched_acts__act__code__iexact=code.strip())

    def led_by(self, institution_ids: frozenset[int]) -> Self:
        return self.filter(lead__in=institution_ids)

    def as_of(self, on: date, terms: Mapping[str, Term]) -> Self:
        """With ``as_of_on``; ``waits_since_on``, the day a running item came into its stage; ``stuck_before_on``: what came
        into its stage before this day is stuck; ``next_planned_on``: the first day planned of a stage ahead."""
        stuck = [
            When(stage=stage, then=Value(on - timedelta(days=STUCK * term.usual_days))) for stage, term in terms.items()
        ]
        return self.annotate(
            as_of_on=Value(on, DateField()),
            waits_since_on=Case(When(stage__in=OVER, then=None), default=F("stage_since_on"), output_field=DateField()),
            stuck_before_on=Case(*stuck, output_field=DateField()),
            next_planned_on=Subquery(self._planned_ahead().values("planned_on")[:1], output_field=DateField()),
        )

    def _planned_ahead(self) -> Any:
        plans: Any = self.related("plans")
        return plans.planned().ahead().filter(item=OuterRef("pk")).order_by("planned_on", "pk")

    def stuck(self) -> Self:
        """Of rows read ``as_of`` a day: in their stage for more than STUCK times the usual days."""
        return self.filter(stage_since_on__lt=F("stuck_before_on"))

    def behind(self) -> Self:
        """Of rows read ``as_of`` a day: the day planned for a stage ahead has passed."""
        return self.filter(next_planned_on__lt=F("as_of_on"))

    def counted(self) -> Counts:
        """Of rows read ``as_of`` a day."""
        found = self.order_by().aggregate(
            all=Count("pk"),
            running=Count("pk", filter=~Q(stage__in=OVER)),
            stuck=Count("pk", filter=Q(stage_since_on__lt=F("stuck_before_on"))),
            behind=Count("pk", filter=Q(next_planned_on__lt=F("as_of_on"))),
            over=Count("pk", filter=Q(stage__in=OVER)),
        )
        return Counts(**found)

    def counted_by_stage(self) -> Mapping[str, StageCount]:
        """Of rows read ``as_of`` a day; one query."""
        days = ExpressionWrapper(F("as_of_on") - F("stage_since_on"), output_field=DurationField())
        rows = self.order_by().values("stage").annotate(count=Count("pk"), median=Median(days))
        return {row["stage"]: StageCount(row["count"], row["median"] / timedelta(days=1)) for row in rows}

    def first_of_each_stage(self, most: int) -> Self:
        """At most so many of a stage: the longest in it first, of what is in force the newest."""
        newest = Case(When(stage__in=OVER, then=None), default=F("stage_since_on"), output_field=DateField())
        order: list[Any] = [newest.asc(nulls_last=True), F("stage_since_on").desc(), F("pk")]
        place = Window(RowNumber(), partition_by=F("stage"), order_by=order)
        return self.annotate(place=place).filter(place__lte=most).order_by("place")

    def for_list(self, access: Access) -> Self:
        """All that a row shows: lead, plans, and as ``waits`` the blocks that the reader may see."""
        blocks: Any = self.related("blocks")
        seen = blocks.visible_to(access).standing().select_related("project")
        rows = self.with_plans().keyed_by_title().select_related("lead")
        return rows.prefetch_related(Prefetch("blocks", queryset=seen, to_attr="waits"))


class TouchedActQuerySet(RecordQuerySet["TouchedAct"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "item__")
        return self if rule is None else self.filter(rule)

    def for_act(self) -> Self:
        """With item and lead; what is under way before what is over."""
        is_over = Case(When(item__stage__in=OVER, then=1), default=0, output_field=IntegerField())
        return self.select_related("item__lead").order_by(is_over, "item__code")


class PlanQuerySet(RecordQuerySet["Plan"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "item__")
        return self if rule is None else self.filter(rule)

    def planned(self) -> Self:
        return self.filter(planned_on__isnull=False)

    def ahead(self) -> Self:
        """Of stages that their item has not reached; nothing is ahead of what is over."""
        rule = Q()
        for stage in WAY[:-1]:
            rule |= Q(item__stage=stage, stage__in=stages_after(stage))
        return self.filter(rule)

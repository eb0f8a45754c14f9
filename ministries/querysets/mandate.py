from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from core.access import Access, Kind
from core.querysets import RecordQuerySet, covers, sorted_by
from ministries.querysets.standing import Course, Standing

if TYPE_CHECKING:
    from ministries.models import CoordinationFunction, Mandate, Settlement


class CoordinationFunctionQuerySet(RecordQuerySet["CoordinationFunction"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        """Who leads what is no secret inside government."""
        return self.none_unless(access.kind is not Kind.VISITOR)

    def offered_to(self, chosen: QuerySet[Any, Any], on: date) -> Self:
        """Those of the day, and those whose ids are chosen already."""
        return self.filter(covers(on) | Q(pk__in=chosen))

    def for_list(self) -> Self:
        return self.annotate(name_key=sorted_by("name"))

    def standings(self, on: date) -> list[Standing]:
        """Who leads each of these functions on a day; four queries for any number of them."""
        mandates = self.related("mandates").select_related("institution").order_by("starts_on", "id")
        settlements = self.related("settlements").prefetch_related("leads__institution")
        rows = self.prefetch_related(Prefetch("mandates", mandates), Prefetch("settlements", settlements))
        return [
            Course(function, list(function.mandates.all()), list(function.settlements.all())).standing(on)
            for function in rows
        ]

    def standing_as(self, state: str, on: date) -> Self:
        """Those that are contested, orphan, joint or clear on that day."""
        found = self.model._default_manager.current(on).standings(on)
        return self.filter(pk__in=[each.function.pk for each in found if each.state == state])


class MandateQuerySet(RecordQuerySet["Mandate"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind is not Kind.VISITOR)

    def not_over(self, on: date) -> Self:
        """By its own dates, whatever became of the institution."""
        return self.exclude(ends_on__lt=on)

    def expired(self, on: date) -> Self:
        """Their basis ran out before the day, though their own dates go on beyond it."""
        lasts = Q(ends_on__isnull=True) | Q(ends_on__gt=F("basis_ends_on"))
        return self.filter(lasts, basis_ends_on__lt=on)

    def ended_by_basis(self) -> Self:
        """Their basis runs out before they end themselves; the same as ``expired``, on whatever day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=F("basis_ends_on")), basis_ends_on__isnull=False)

    def not_taken_over(self, on: date) -> Self:
        """No successor of the institution has a part in the function on that day."""
        heirs = self.related("institution").filter(precessions__predecessor=OuterRef(OuterRef("institution")))
        others = self.model._default_manager.current(on).filter(function=OuterRef("function"))
        return self.filter(~Exists(others.filter(institution__in=heirs.values("pk"))))

    def leads(self) -> Self:
        return self.filter(role="lead")

    def for_list(self) -> Self:
        """With institution, function and their sorting texts."""
        return self.select_related("institution", "function").annotate(
            institution_key=sorted_by("institution__name"), function_key=sorted_by("function__name")
        )

    def for_map(self, states: Mapping[int, str], over: Collection[int]) -> Self:
        """With ``function_state``, by function, and ``is_over``: on record, but it holds no longer."""
        whens = [When(function=pk, then=Value(state)) for pk, state in states.items()]
        return self.for_list().annotate(
            function_state=Case(*whens, default=Value(""), output_field=CharField()),
            is_over=Case(When(pk__in=over, then=True), default=False, output_field=BooleanField()),
        )

    def beside(self, shown: Collection[Mandate]) -> Self:
        """Those to come and those that are over, without the ones shown already; the newest first."""
        return self.exclude(pk__in=[mandate.pk for mandate in shown]).order_by("-starts_on", "-id")


class SettlementQuerySet(RecordQuerySet["Settlement"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind is not Kind.VISITOR)

    def for_list(self) -> Self:
        return self.select_related("function").prefetch_related("leads__institution")

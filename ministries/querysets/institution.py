from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, Subquery

from core.access import Access, Kind
from core.querysets import RecordQuerySet, covers, sorted_by
from ministries.querysets.appointment import HEADS

if TYPE_CHECKING:
    from ministries.models import CoordinationFunction, Institution


class InstitutionQuerySet(RecordQuerySet["Institution"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        """The list of institutions is no secret inside government."""
        return self.none_unless(access.kind is not Kind.VISITOR)

    def names(self, ids: Collection[int]) -> dict[int, str]:
        return {pk: str(institution) for pk, institution in self.in_bulk(ids).items()} if ids else {}

    def with_every_post_vacant(self, on: date) -> Self:
        return self.filter(~Exists(self._holders(on)))

    def _holders(self, on: date) -> Any:
        appointments: Any = self.related("appointments")
        return appointments.held(on).filter(institution=OuterRef("pk"))

    def without_cio(self, on: date) -> Self:
        """Neither a CIO nor an acting CIO on that day."""
        return self.filter(~Exists(self._holders(on).filter(post__in=HEADS)))

    def for_list(self, on: date) -> Self:
        """With parent, ``name_key``, ``is_current``, ``has_posts`` and ``posts_today``: who holds which post on that day."""
        appointments: Any = self.related("appointments")
        posts = appointments.held(on).select_related("person").order_by("starts_on", "id")
        return (
            self.select_related("parent")
            .annotate(
                name_key=sorted_by("name"),
                is_current=ExpressionWrapper(covers(on), output_field=BooleanField()),
                has_posts=Exists(self._holders(on)),
            )
            .prefetch_related(Prefetch("appointments", queryset=posts, to_attr="posts_today"))
        )

    def for_api(self, on: date) -> Self:
        """As ``for_list``, with ``children_today``, successions both ways and the parent's ``posts_today``."""
        appointments: Any = self.related("appointments")
        above = appointments.held(on).select_related("person").order_by("starts_on", "id")
        children = self.model._default_manager.current(on).only("code", "parent").order_by("code")
        before = self.related("precessions").select_related("predecessor").order_by("on", "id")
        after = self.related("successions").select_related("successor").order_by("on", "id")
        return self.for_list(on).prefetch_related(
            Prefetch("parent__appointments", queryset=above, to_attr="posts_today"),
            Prefetch("children", queryset=children, to_attr="children_today"),
            Prefetch("precessions", queryset=before),
            Prefetch("successions", queryset=after),
        )

    def with_mandates(self) -> Self:
        """That have or had a part in a coordination function."""
        return self.filter(Exists(self.related("mandates").filter(institution=OuterRef("pk"))))

    def with_part_in(self, function: CoordinationFunction) -> Self:
        """That have or had a part in this function, those on record as its lead first."""
        parts = self.related("mandates").filter(institution=OuterRef("pk"), function=function)
        has_led = Exists(parts.filter(role="lead"))
        return self.filter(Exists(parts)).order_by(has_led.desc(), sorted_by("name"), "id")

    def recorded(self) -> Self:
        """With ``recorded_at``: the moment at which the institution came on record."""
        first = self.related("events").filter(pgh_obj=OuterRef("pk")).order_by("pgh_id")
        return self.annotate(recorded_at=Subquery(first.values("pgh_created_at")[:1]))

    def by_name(self) -> Self:
        return self.order_by(sorted_by("name"), "id")

    def search(self, words: str) -> Self:
        return self.filter(Q(name__unaccent__icontains=words) | Q(acronym__icontains=words) | Q(code__iexact=words))

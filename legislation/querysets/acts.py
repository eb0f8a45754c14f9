from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Count, Exists, OuterRef, Q

from core.access import Access, Kind
from core.querysets import RecordQuerySet, sorted_by
from legislation.rules.levels import LEVELS

if TYPE_CHECKING:
    from legislation.models import Act, Measure

NATIONAL = ("law", "regulation")


class ActQuerySet(RecordQuerySet["Act"]):
    def visible_to(self, access: Access) -> Self:
        """Laws are public; the pages and the API of the government are not open to visitors and partners."""
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def transposable(self) -> Self:
        """EU acts that national law has to follow up: not corrigenda, and directives or acts that have a concordance table."""
        has_lines = self.related("concordance").filter(act=OuterRef("pk"))
        return self.filter(corrects__isnull=True).filter(Q(kind="directive") | Exists(has_lines))

    def with_progress(self) -> Self:
        """How many lines of its concordance table have which level: ``lines`` and ``lines_<level>``, in the same query."""
        counts = {
            f"lines_{name}": Count("concordance", filter=Q(concordance__level=level)) for name, level in LEVELS.items()
        }
        return self.annotate(lines=Count("concordance"), **counts)

    def corrigenda_of(self, celex: str) -> Self:
        """By their own numbers, whether or not they are tied to the act yet."""
        return self.filter(celex__startswith=f"{celex}R(")

    def eu(self) -> Self:
        return self.exclude(kind__in=NATIONAL)

    def national(self) -> Self:
        return self.filter(kind__in=NATIONAL)

    def named(self, text: str) -> Self:
        """By code, national number, CELEX number or title."""
        said = Q(code=text.upper()) | Q(number=text) | Q(title__iexact=text) | Q(short_title__iexact=text)
        return self.filter(said | Q(celex=text.upper()))

    def with_words(self, text: str) -> Self:
        """Whose title, short title or number holds these letters."""
        said = Q(title__icontains=text) | Q(short_title__icontains=text) | Q(number__icontains=text)
        return self.filter(said | Q(celex__icontains=text))


class MeasureQuerySet(RecordQuerySet["Measure"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def of(self, act_id: int) -> Self:
        """What transposes an EU act, or what a national act transposes, with both acts read."""
        found = self.filter(Q(act=act_id) | Q(law=act_id)).select_related("act", "law")
        return found.order_by(sorted_by("law__title"), sorted_by("act__title"), "id")

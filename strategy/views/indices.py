from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi

from core.charts import Figure
from core.pages import ListPage
from strategy import permissions, pictures
from strategy.models import IndexCountry, Indicator, Reading
from strategy.tables import COMPARED, IndexFilters, IndexTable


class IndexCompare(ListPage):
    """An international index of one country and of up to five it is compared with."""

    may = permissions.may_see_strategy
    table_class = IndexTable
    template_name = "strategy/index_compare.html"

    @cached_property
    def chosen(self) -> tuple[Indicator | None, list[IndexCountry]]:
        """The index and the countries, the one compared first; without a word the first index and our country."""
        asked = IndexFilters(self.request.GET, queryset=Reading.objects.none()).form
        said = asked.cleaned_data if asked.is_valid() else {}
        visible = Indicator.objects.visible_to(self.access).indices().select_related("country")
        index = said.get("index") or visible.first()
        if index is None:
            return None, []
        first = said.get("country") or index.country
        others = [said[name] for name in COMPARED if said.get(name)]
        return index, list(dict.fromkeys([first, *others]))

    def rows(self) -> QuerySet[Reading]:
        index, countries = self.chosen
        rows = Reading.objects.visible_to(self.access).for_list().of_countries(countries)
        return rows.filter(indicator=index)

    def context(self) -> dict[str, Any]:
        index, countries = self.chosen
        return {
            "index": index,
            "countries": countries,
            "picture": self.picture(index, countries) if index and countries else None,
            "may_import": permissions.may_keep_strategy(self.request.user),
        }

    def picture(self, index: Indicator, countries: list[IndexCountry]) -> Figure:
        found: dict[IndexCountry, list[Reading]] = {}
        for reading in self.table.rows.order_by("on"):
            found.setdefault(reading.country, []).append(reading)
        return pictures.index_of(index, countries, found, self.on, is_mirrored=get_language_bidi())

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core.pages import ListPage
from legislation import permissions
from legislation.models import Act
from legislation.pictures import deficits_by_age
from legislation.querysets import ActQuerySet
from legislation.shortfall import Shortfall
from legislation.tables import DeficitTable


class DeficitList(ListPage):
    """EU law whose deadline has passed: what is late, and what is there but wrong."""

    may = permissions.may_see_legislation
    table_class = DeficitTable
    template_name = "legislation/deficit_list.html"

    def rows(self) -> "QuerySet[Act]":
        return self._standing().deficits(self.on)

    def _standing(self) -> ActQuerySet:
        return Act.objects.visible_to(self.access).with_standing(self.on, self.access)

    def context(self) -> dict[str, Any]:
        counts = self._standing().deficits_counted(self.on)
        named = [
            ("", _("Both"), counts.late + counts.wrong),
            ("late", _("Late: transposition deficit"), counts.late),
            ("wrong", _("Wrong: conformity deficit"), counts.wrong),
            ("unowned", _("No item works on it"), counts.unowned),
        ]
        return {
            "counts": counts,
            "views": self.table.views(named),
            "rows": [Shortfall(act) for act in self.table.page.rows],
            "chart": deficits_by_age(counts, is_mirrored=get_language_bidi()) if counts.late + counts.wrong else None,
        }

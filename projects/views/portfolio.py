from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core.pages import ListPage
from core.tables import Table
from history.keeping import kept
from ministries.models import CoordinationFunction, Country, Institution
from ministries.money import Changer
from projects import permissions, pictures, portfolio
from projects.models import Project, Round
from projects.tables import ProjectTable


class ProjectList(ListPage):
    may = permissions.may_see_portfolio
    table_class = ProjectTable
    template_name = "projects/project_list.html"

    def rows(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.access).for_list()

    def context(self) -> dict[str, Any]:
        country, above = Country.objects.current(), self.above()
        self.table.count = above.count
        rounds = above.rounds
        return {
            "sums": above.sums,
            "views": saved_views(self.table, above.of_all),
            "picture": self.picture([(round_.name, counts) for round_, counts in rounds], country),
            "rounds": [round_ for round_, _counts in rounds],
            "moves": above.moves,
            "open_round": Round.objects.open().first(),
            "may_create": permissions.may_create_project(self.request.user),
        }

    def above(self) -> portfolio.Above:
        """What stands above the rows, kept for all who see the same projects through the same filter."""
        asked = (self.access.told, self.on, self.table.filter_asked)
        return kept(
            "portfolio",
            asked,
            lambda: portfolio.above(self.table.rows, self.rows(), Changer(self.on)),
            known=(Country, Institution, CoordinationFunction),
        )

    def picture(self, rounds: Any, country: Country) -> Any:
        if not rounds:
            return None
        return pictures.ratings_over_rounds(rounds, steps=country.rating_steps, is_mirrored=get_language_bidi())


def saved_views(table: Table[Any], sums: portfolio.Sums) -> list[dict[str, Any]]:
    return table.views(
        [
            ("", _("All projects"), sums.projects),
            ("apart", _("Ratings apart"), sums.apart),
            ("late", _("Late"), sums.late),
            ("silent", _("Silent"), sums.silent),
            ("unchanged", _("Unchanged"), sums.unchanged),
        ]
    )

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core.pages import ListPage
from core.tables import Table
from ministries.models import Country
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
        country, changer = Country.objects.current(), Changer(self.on)
        rounds = portfolio.ratings_by_round(self.table.rows)
        return {
            "sums": portfolio.sums(self.table.rows, changer),
            "views": saved_views(self.table, portfolio.sums(self.rows(), changer)),
            "picture": self.picture([(round_.name, counts) for round_, counts in rounds], country),
            "rounds": [round_ for round_, _counts in rounds],
            "moves": portfolio.moves(self.table.rows, [round_ for round_, _counts in rounds]),
            "open_round": Round.objects.open().first(),
            "may_create": permissions.may_create_project(self.request.user),
        }

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

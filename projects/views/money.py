from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi

from ministries.money import Changer
from projects import permissions, pictures, portfolio
from projects.models import Funding, Project
from projects.money import money_of_all
from projects.tables import MoneyTable
from projects.views.portfolio import ProjectList, saved_views


class PortfolioMoney(ProjectList):
    """The money of the portfolio's rows, by year and by source."""

    may = permissions.may_see_portfolio
    table_class = MoneyTable
    template_name = "projects/portfolio_money.html"

    def rows(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.access).for_money()

    def context(self) -> dict[str, Any]:
        changer = Changer(self.on)
        rows = self.table.rows.order_by().prefetch_related(None)
        money = money_of_all(Funding.objects.filter(project__in=rows.values("pk")).counted(), changer)
        is_mirrored = get_language_bidi()
        return {
            "views": saved_views(self.table, portfolio.sums(Project.objects.visible_to(self.access), changer)),
            "money": money,
            "picture": pictures.money_of_years(money.years, money.changed.currency, self.on, is_mirrored=is_mirrored),
        }

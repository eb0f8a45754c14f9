from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi

from ministries.money import Changer
from projects import permissions, pictures, portfolio
from projects.models import Milestone, Project
from projects.tables import TimelineTable
from projects.views.portfolio import ProjectList, saved_views


class PortfolioTimeline(ProjectList):
    """The portfolio's rows by their milestones, in time."""

    may = permissions.may_see_portfolio
    table_class = TimelineTable
    template_name = "projects/timeline.html"

    def rows(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.access).for_timeline()

    def context(self) -> dict[str, Any]:
        everything = Project.objects.visible_to(self.access)
        return {
            "views": saved_views(self.table, portfolio.sums(everything, Changer(self.on))),
            "picture": self.in_time(),
        }

    def in_time(self) -> Any:
        rows = self.table.rows.order_by().prefetch_related(None)
        slips = Milestone.objects.filter(project__in=rows.values("pk")).slips(self.on)
        is_mirrored = get_language_bidi()
        return pictures.portfolio_in_time(
            self.table.page.rows, self.table.count, slips, self.on, is_mirrored=is_mirrored
        )

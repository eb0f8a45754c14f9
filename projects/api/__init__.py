from projects.api.plan import MilestoneViewSet
from projects.api.projects import ProjectViewSet
from projects.api.ratings import AssessmentViewSet
from projects.api.reports import ReportViewSet
from projects.api.rounds import RoundViewSet

__all__ = ["AssessmentViewSet", "MilestoneViewSet", "ProjectViewSet", "ReportViewSet", "RoundViewSet"]

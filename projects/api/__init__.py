from projects.api.plan import MilestoneViewSet
from projects.api.projects import ProjectViewSet
from projects.api.ratings import AssessmentViewSet
from projects.api.reports import ReportViewSet
from projects.api.rounds import RoundViewSet
from projects.api.snapshots import SnapshotRowViewSet, SnapshotViewSet

__all__ = [
    "AssessmentViewSet",
    "MilestoneViewSet",
    "ProjectViewSet",
    "ReportViewSet",
    "RoundViewSet",
    "SnapshotRowViewSet",
    "SnapshotViewSet",
]

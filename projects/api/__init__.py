from projects.api.baselines import BaselineViewSet
from projects.api.milestones import MilestoneViewSet
from projects.api.outcomes import OutcomeViewSet
from projects.api.participations import ParticipationViewSet
from projects.api.projects import ProjectViewSet
from projects.api.ratings import AssessmentViewSet
from projects.api.reports import ReportViewSet
from projects.api.rounds import RoundViewSet
from projects.api.snapshots import SnapshotRowViewSet, SnapshotViewSet
from projects.api.thresholds import ThresholdsViewSet

__all__ = [
    "AssessmentViewSet",
    "BaselineViewSet",
    "MilestoneViewSet",
    "OutcomeViewSet",
    "ParticipationViewSet",
    "ProjectViewSet",
    "ReportViewSet",
    "RoundViewSet",
    "SnapshotRowViewSet",
    "SnapshotViewSet",
    "ThresholdsViewSet",
]

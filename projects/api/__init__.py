from projects.api.baselines import BaselineViewSet
from projects.api.dependencies import DependencyViewSet
from projects.api.fundings import FundingViewSet
from projects.api.milestones import MilestoneViewSet
from projects.api.outcomes import OutcomeViewSet
from projects.api.participations import ParticipationViewSet
from projects.api.projects import ProjectViewSet
from projects.api.ratings import AssessmentViewSet
from projects.api.reports import ReportViewSet
from projects.api.risks import RiskViewSet
from projects.api.rounds import RoundViewSet
from projects.api.snapshots import SnapshotRowViewSet, SnapshotViewSet
from projects.api.thresholds import ThresholdsViewSet

__all__ = [
    "AssessmentViewSet",
    "BaselineViewSet",
    "DependencyViewSet",
    "FundingViewSet",
    "MilestoneViewSet",
    "OutcomeViewSet",
    "ParticipationViewSet",
    "ProjectViewSet",
    "ReportViewSet",
    "RiskViewSet",
    "RoundViewSet",
    "SnapshotRowViewSet",
    "SnapshotViewSet",
    "ThresholdsViewSet",
]

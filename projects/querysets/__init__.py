from projects.querysets.current import CurrentQuerySet
from projects.querysets.dependencies import DependencyQuerySet
from projects.querysets.functions import ServedFunctionQuerySet
from projects.querysets.outcomes import OutcomeQuerySet
from projects.querysets.plan import BaselineQuerySet, FundingQuerySet, MilestoneQuerySet
from projects.querysets.project import ParticipationQuerySet, ProjectQuerySet
from projects.querysets.ratings import AssessmentQuerySet
from projects.querysets.risks import RiskQuerySet
from projects.querysets.rounds import ReportQuerySet, RoundQuerySet, SubmissionQuerySet

__all__ = [
    "AssessmentQuerySet",
    "BaselineQuerySet",
    "CurrentQuerySet",
    "DependencyQuerySet",
    "FundingQuerySet",
    "MilestoneQuerySet",
    "OutcomeQuerySet",
    "ParticipationQuerySet",
    "ProjectQuerySet",
    "ReportQuerySet",
    "RiskQuerySet",
    "RoundQuerySet",
    "ServedFunctionQuerySet",
    "SubmissionQuerySet",
]

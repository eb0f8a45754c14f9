from projects.models.current import Current
from projects.models.dependencies import Dependency
from projects.models.functions import ServedFunction
from projects.models.outcomes import Outcome
from projects.models.plan import Baseline, Funding, Milestone
from projects.models.project import Identifier, Participation, Project
from projects.models.ratings import Assessment
from projects.models.risks import Impact, Likelihood, Risk
from projects.models.rounds import Report, Round, Submission
from projects.models.sittings import Sitting
from projects.models.snapshots import Snapshot, SnapshotRow
from projects.models.thresholds import Thresholds

__all__ = [
    "Assessment",
    "Baseline",
    "Current",
    "Dependency",
    "Funding",
    "Identifier",
    "Impact",
    "Likelihood",
    "Milestone",
    "Outcome",
    "Participation",
    "Project",
    "Report",
    "Risk",
    "Round",
    "ServedFunction",
    "Sitting",
    "Snapshot",
    "SnapshotRow",
    "Submission",
    "Thresholds",
]

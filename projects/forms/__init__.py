from projects.forms.dependencies import EditNeedForm, NeedForm
from projects.forms.funding import FundingForm, NewFundingForm
from projects.forms.plan import BaselineForm, MilestoneForm, MoveMilestoneForm
from projects.forms.project import (
    AnswerForm,
    EditProjectForm,
    FunctionsForm,
    InviteForm,
    LeadForm,
    NewProjectForm,
    RoleForm,
    StageForm,
)
from projects.forms.ratings import AssessForm, ThresholdsForm
from projects.forms.report import (
    ReportForm,
    ReturnForm,
    answers_of,
    opened_answers,
    standing_answers,
    typed_in,
)
from projects.forms.risks import EditRiskForm, EscalateForm, OverForm, RiskForm
from projects.forms.rounds import CompareForm, RoundForm
from projects.forms.snapshots import CorrectionForm
from projects.forms.stamps import opened_at, stamp

__all__ = [
    "AnswerForm",
    "AssessForm",
    "BaselineForm",
    "CompareForm",
    "CorrectionForm",
    "EditNeedForm",
    "EditProjectForm",
    "EditRiskForm",
    "EscalateForm",
    "FunctionsForm",
    "FundingForm",
    "InviteForm",
    "LeadForm",
    "MilestoneForm",
    "MoveMilestoneForm",
    "NeedForm",
    "NewFundingForm",
    "NewProjectForm",
    "OverForm",
    "ReportForm",
    "ReturnForm",
    "RiskForm",
    "RoleForm",
    "RoundForm",
    "StageForm",
    "ThresholdsForm",
    "answers_of",
    "opened_answers",
    "opened_at",
    "stamp",
    "standing_answers",
    "typed_in",
]

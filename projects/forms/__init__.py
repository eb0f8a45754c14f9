from projects.forms.dependencies import EditNeedForm, NeedForm
from projects.forms.plan import BaselineForm, MilestoneForm, MoveMilestoneForm
from projects.forms.project import (
    AnswerForm,
    EditProjectForm,
    FunctionsForm,
    InviteForm,
    LeadForm,
    NewProjectForm,
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

__all__ = [
    "AnswerForm",
    "AssessForm",
    "BaselineForm",
    "CompareForm",
    "EditNeedForm",
    "EditProjectForm",
    "EditRiskForm",
    "EscalateForm",
    "FunctionsForm",
    "InviteForm",
    "LeadForm",
    "MilestoneForm",
    "MoveMilestoneForm",
    "NeedForm",
    "NewProjectForm",
    "OverForm",
    "ReportForm",
    "ReturnForm",
    "RiskForm",
    "RoundForm",
    "StageForm",
    "ThresholdsForm",
    "answers_of",
    "opened_answers",
    "standing_answers",
    "typed_in",
]

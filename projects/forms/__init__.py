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
from projects.forms.rounds import CompareForm, RoundForm

__all__ = [
    "AnswerForm",
    "AssessForm",
    "BaselineForm",
    "CompareForm",
    "EditProjectForm",
    "FunctionsForm",
    "InviteForm",
    "LeadForm",
    "MilestoneForm",
    "MoveMilestoneForm",
    "NewProjectForm",
    "ReportForm",
    "ReturnForm",
    "RoundForm",
    "StageForm",
    "ThresholdsForm",
    "answers_of",
    "opened_answers",
    "standing_answers",
    "typed_in",
]

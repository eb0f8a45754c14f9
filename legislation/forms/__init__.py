from legislation.forms.acts import (
    ActForm,
    DeadlineForm,
    EditActForm,
)
from legislation.forms.blocks import (
    BlockForm,
    DropBlockForm,
    EditBlockForm,
    WhatIfForm,
)
from legislation.forms.consultations import (
    AskForm,
    ConsultationForm,
    EditConsultationForm,
    EndForm,
    OpenForm,
)
from legislation.forms.measures import MeasureForm
from legislation.forms.opinions import (
    AnswerExtensionForm,
    EndDissentForm,
    ExtensionForm,
    OpinionForm,
)
from legislation.forms.practice import PracticeForm, StageTermForm
from legislation.forms.replies import RepliesForm, ReplyForm

__all__ = [
    "ActForm",
    "AnswerExtensionForm",
    "AskForm",
    "BlockForm",
    "ConsultationForm",
    "DeadlineForm",
    "DropBlockForm",
    "EditActForm",
    "EditBlockForm",
    "EditConsultationForm",
    "EndDissentForm",
    "EndForm",
    "ExtensionForm",
    "MeasureForm",
    "OpenForm",
    "OpinionForm",
    "PracticeForm",
    "RepliesForm",
    "ReplyForm",
    "StageTermForm",
    "WhatIfForm",
]

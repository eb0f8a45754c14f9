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
from legislation.forms.concordance import EditLineForm, LineForm, UploadForm
from legislation.forms.consultations import (
    AskForm,
    ConsultationForm,
    EditConsultationForm,
    EndForm,
    OpenForm,
)
from legislation.forms.discipline import PeriodForm
from legislation.forms.items import (
    EditItemForm,
    ItemForm,
    ItemFunctionsForm,
    ItemLeadForm,
    MoveForm,
    NewItemForm,
    PlanForm,
    ProvisionsForm,
    TouchForm,
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
    "EditItemForm",
    "EditLineForm",
    "EndDissentForm",
    "EndForm",
    "ExtensionForm",
    "ItemForm",
    "ItemFunctionsForm",
    "ItemLeadForm",
    "LineForm",
    "MeasureForm",
    "MoveForm",
    "NewItemForm",
    "OpenForm",
    "OpinionForm",
    "PeriodForm",
    "PlanForm",
    "PracticeForm",
    "ProvisionsForm",
    "RepliesForm",
    "ReplyForm",
    "StageTermForm",
    "TouchForm",
    "UploadForm",
    "WhatIfForm",
]

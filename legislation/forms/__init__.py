from legislation.forms.acts import ActForm, DeadlineForm, EditActForm
from legislation.forms.blocks import BlockForm, DropBlockForm, EditBlockForm, WhatIfForm
from legislation.forms.measures import MeasureForm
from legislation.forms.practice import PracticeForm, StageTermForm

__all__ = [
    "ActForm",
    "BlockForm",
    "DeadlineForm",
    "DropBlockForm",
    "EditActForm",
    "EditBlockForm",
    "MeasureForm",
    "PracticeForm",
    "StageTermForm",
    "WhatIfForm",
]

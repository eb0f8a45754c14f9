from legislation.models.act import Act, Measure
from legislation.models.block import Block
from legislation.models.concordance import Concordance
from legislation.models.consultation import Comment, Consultation, Opinion, Request
from legislation.models.item import Item, ItemFunction, Plan, Stage, TouchedAct
from legislation.models.practice import Practice, StageTerm

__all__ = [
    "Act",
    "Block",
    "Comment",
    "Concordance",
    "Consultation",
    "Item",
    "ItemFunction",
    "Measure",
    "Opinion",
    "Plan",
    "Practice",
    "Request",
    "Stage",
    "StageTerm",
    "TouchedAct",
]

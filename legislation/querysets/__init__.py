from legislation.querysets.acts import ActQuerySet, MeasureQuerySet
from legislation.querysets.blocks import BlockQuerySet
from legislation.querysets.concordance import ConcordanceQuerySet
from legislation.querysets.consultations import (
    CommentQuerySet,
    ConsultationQuerySet,
    OpinionQuerySet,
    RequestQuerySet,
)
from legislation.querysets.items import (
    ItemQuerySet,
    PlanQuerySet,
    TouchedActQuerySet,
    seen_by,
)
from legislation.querysets.practice import PracticeQuerySet, StageTermQuerySet

__all__ = [
    "ActQuerySet",
    "BlockQuerySet",
    "CommentQuerySet",
    "ConcordanceQuerySet",
    "ConsultationQuerySet",
    "ItemQuerySet",
    "MeasureQuerySet",
    "OpinionQuerySet",
    "PlanQuerySet",
    "PracticeQuerySet",
    "RequestQuerySet",
    "StageTermQuerySet",
    "TouchedActQuerySet",
    "seen_by",
]

from legislation.api.acts import ActViewSet
from legislation.api.blocks import BlockViewSet
from legislation.api.concordance import ConcordanceViewSet
from legislation.api.consultations import ConsultationViewSet
from legislation.api.items import ItemViewSet
from legislation.api.measures import MeasureViewSet
from legislation.api.opinions import CommentViewSet, OpinionViewSet
from legislation.api.practice import ConsultationRulesViewSet, TermViewSet
from legislation.api.requests import RequestViewSet
from legislation.api.touched import TouchedActViewSet

__all__ = [
    "ActViewSet",
    "BlockViewSet",
    "CommentViewSet",
    "ConcordanceViewSet",
    "ConsultationRulesViewSet",
    "ConsultationViewSet",
    "ItemViewSet",
    "MeasureViewSet",
    "OpinionViewSet",
    "RequestViewSet",
    "TermViewSet",
    "TouchedActViewSet",
]

"""Every route of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from accounts.api import MeViewSet
from core.api.trying import Router
from desk.api import ConcernViewSet, DueViewSet, SearchViewSet
from egov_coord.views import ApiDocs, while_the_document_stands
from legislation.api import (
    ActViewSet,
    BlockViewSet,
    CommentViewSet,
    ConcordanceViewSet,
    ConsultationRulesViewSet,
    ConsultationViewSet,
    ItemViewSet,
    MeasureViewSet,
    OpinionViewSet,
    RequestViewSet,
    TermViewSet,
    TouchedActViewSet,
)
from ministries.api import (
    AppointmentViewSet,
    ExchangeRateViewSet,
    FunctionViewSet,
    InstitutionViewSet,
    MandateViewSet,
    SettlementViewSet,
)
from projects.api import (
    AssessmentViewSet,
    BaselineViewSet,
    DependencyViewSet,
    FundingViewSet,
    MilestoneViewSet,
    OutcomeViewSet,
    ParticipationViewSet,
    ProjectViewSet,
    ReportViewSet,
    RiskViewSet,
    RoundViewSet,
    SnapshotRowViewSet,
    SnapshotViewSet,
    ThresholdsViewSet,
)
from strategy.api import (
    IndexCountryViewSet,
    IndicatorViewSet,
    ObjectiveViewSet,
    ReadingViewSet,
    StrategyViewSet,
)

app_name = "api"

router = Router()
router.register("institutions", InstitutionViewSet, basename="institution")
router.register("appointments", AppointmentViewSet, basename="appointment")
router.register("functions", FunctionViewSet, basename="function")
router.register("mandates", MandateViewSet, basename="mandate")
router.register("settlements", SettlementViewSet, basename="settlement")
router.register("exchange-rates", ExchangeRateViewSet, basename="exchange-rate")
router.register("projects", ProjectViewSet, basename="project")
router.register("baselines", BaselineViewSet, basename="baseline")
router.register("fundings", FundingViewSet, basename="funding")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("participations", ParticipationViewSet, basename="participation")
router.register("risks", RiskViewSet, basename="risk")
router.register("dependencies", DependencyViewSet, basename="dependency")
router.register("rounds", RoundViewSet, basename="round")
router.register("reports", ReportViewSet, basename="report")
router.register("assessments", AssessmentViewSet, basename="assessment")
router.register("snapshots", SnapshotViewSet, basename="snapshot")
router.register("snapshot-rows", SnapshotRowViewSet, basename="snapshot-row")
router.register("thresholds", ThresholdsViewSet, basename="thresholds")

router.register("strategies", StrategyViewSet, basename="strategy")
router.register("objectives", ObjectiveViewSet, basename="objective")
router.register("indicators", IndicatorViewSet, basename="indicator")
router.register("readings", ReadingViewSet, basename="reading")
router.register("index-countries", IndexCountryViewSet, basename="index-country")
router.register("outcomes", OutcomeViewSet, basename="outcome")

router.register("acts", ActViewSet, basename="act")
router.register("measures", MeasureViewSet, basename="measure")
router.register("concordance", ConcordanceViewSet, basename="concordance")
router.register("items", ItemViewSet, basename="item")
router.register("touched-acts", TouchedActViewSet, basename="touched-act")
router.register("consultations", ConsultationViewSet, basename="consultation")
router.register("opinion-requests", RequestViewSet, basename="opinion-request")
router.register("opinions", OpinionViewSet, basename="opinion")
router.register("comments", CommentViewSet, basename="comment")
router.register("blocks", BlockViewSet, basename="block")
router.register("terms", TermViewSet, basename="term")
router.register("consultation-rules", ConsultationRulesViewSet, basename="consultation-rules")

urlpatterns = [
    path("schema/", while_the_document_stands(SpectacularAPIView.as_view(authentication_classes=[])), name="schema"),
    path("docs/", ApiDocs.as_view(), name="docs"),
    path("concerns/", ConcernViewSet.as_view({"get": "list"}), name="concern-list"),
    path("dues/", DueViewSet.as_view({"get": "list"}), name="due-list"),
    path("me/", MeViewSet.as_view({"get": "retrieve"}), name="me"),
    path("search/", SearchViewSet.as_view({"get": "find"}), name="search"),
    path("", include(router.urls)),
]

from django.urls import path

from strategy.views import indices, measures, strategies

app_name = "strategy"
urlpatterns = [
    path("strategy/papers/", strategies.StrategyList.as_view(), name="strategy-list"),
    path("strategy/papers/new/", strategies.StrategyCreate.as_view(), name="strategy-create"),
    path("strategy/papers/<slug:code>/", strategies.StrategyDetail.as_view(), name="strategy-detail"),
    path("strategy/papers/<slug:code>/edit/", strategies.StrategyEdit.as_view(), name="strategy-edit"),
    path("strategy/papers/<slug:code>/objective/", strategies.ObjectiveAdd.as_view(), name="objective-add"),
    path("strategy/objectives/<slug:code>/edit/", strategies.ObjectiveEdit.as_view(), name="objective-edit"),
    path("strategy/objectives/<slug:code>/indicator/", measures.IndicatorDefine.as_view(), name="indicator-define"),
    path("strategy/indicators/<slug:code>/", measures.IndicatorDetail.as_view(), name="indicator-detail"),
    path("strategy/indicators/<slug:code>/edit/", measures.IndicatorEdit.as_view(), name="indicator-edit"),
    path("strategy/indicators/<slug:code>/reading/", measures.ReadingAdd.as_view(), name="reading-add"),
    path("strategy/readings/<int:pk>/", measures.ReadingEdit.as_view(), name="reading-edit"),
    path("strategy/indices/", indices.IndexCompare.as_view(), name="index-compare"),
]

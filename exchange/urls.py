from django.urls import path

from exchange.views import making, profiles, runs

app_name = "exchange"
urlpatterns = [
    path("", runs.RunList.as_view(), name="run-list"),
    path("profiles/", profiles.ProfileList.as_view(), name="profile-list"),
    path("new/", runs.RunChoose.as_view(), name="run-choose"),
    path("new/<slug:target>/", runs.RunCreate.as_view(), name="run-create"),
    path("<int:pk>/", runs.RunDetail.as_view(), name="run-detail"),
    path("<int:pk>/left-out.csv", runs.RunLeftOut.as_view(), name="run-left-out"),
    path("<int:pk>/columns/", making.RunColumns.as_view(), name="run-columns"),
    path("<int:pk>/meanings/", making.RunMeanings.as_view(), name="run-meanings"),
    path("<int:pk>/profile/", making.RunProfile.as_view(), name="run-profile"),
    path("<int:pk>/decide/", runs.DecideRun.as_view(), name="decide-run"),
    path("<int:pk>/apply/", runs.ApplyRun.as_view(), name="apply-run"),
    path("<int:pk>/discard/", runs.DiscardRun.as_view(), name="discard-run"),
]

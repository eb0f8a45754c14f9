from django.urls import path

from exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.RunList.as_view(), name="run-list"),
    path("new/", views.RunCreate.as_view(), name="run-create"),
    path("<int:pk>/", views.RunDetail.as_view(), name="run-detail"),
    path("<int:pk>/columns/", views.RunColumns.as_view(), name="run-columns"),
    path("<int:pk>/meanings/", views.RunMeanings.as_view(), name="run-meanings"),
    path("<int:pk>/profile/", views.RunProfile.as_view(), name="run-profile"),
    path("<int:pk>/decide/", views.DecideRun.as_view(), name="decide-run"),
    path("<int:pk>/apply/", views.ApplyRun.as_view(), name="apply-run"),
]

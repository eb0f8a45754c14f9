from django.urls import path

from history.views import HistoryList

app_name = "history"
urlpatterns = [path("", HistoryList.as_view(), name="list")]

from django.urls import path

from desk.views import open_work

app_name = "desk"
urlpatterns = [
    path("institutions/<slug:code>/open-work/", open_work.MoveOpenWork.as_view(), name="move-open-work"),
]

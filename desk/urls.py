from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("institutions/<slug:code>/open-work/", views.MoveOpenWork.as_view(), name="move-open-work"),
]

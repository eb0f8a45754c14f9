from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("follow/<str:model>/<int:pk>/", views.Follow.as_view(), name="follow"),
    path("unfollow/<str:model>/<int:pk>/", views.Unfollow.as_view(), name="unfollow"),
]

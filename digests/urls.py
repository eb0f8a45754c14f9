from django.urls import path

from digests import views

app_name = "digests"
urlpatterns = [
    path("account/notifications/", views.Notifications.as_view(), name="notifications"),
    path("unsubscribe/<str:token>/", views.Unsubscribe.as_view(), name="unsubscribe"),
]

from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("deliveries/", views.DeliveryList.as_view(), name="delivery-list"),
    path("deliveries/<int:pk>/", views.DeliveryDetail.as_view(), name="delivery-detail"),
    path("deliveries/<int:pk>/decide/", views.DecideDelivery.as_view(), name="decide-delivery"),
    path("follow/<str:model>/<int:pk>/", views.Follow.as_view(), name="follow"),
    path("unfollow/<str:model>/<int:pk>/", views.Unfollow.as_view(), name="unfollow"),
]

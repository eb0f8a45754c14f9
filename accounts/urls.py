from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.Account.as_view(), name="account"),
    path("account/keys/", views.KeyList.as_view(), name="key-list"),
    path("account/keys/new/", views.KeyCreate.as_view(), name="key-create"),
    path("account/keys/<int:pk>/revoke/", views.KeyRevoke.as_view(), name="key-revoke"),
]

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.Account.as_view(), name="account"),
    path("account/keys/", views.KeyList.as_view(), name="key-list"),
    path("account/keys/new/", views.KeyCreate.as_view(), name="key-create"),
    path("account/keys/<int:pk>/revoke/", views.KeyRevoke.as_view(), name="key-revoke"),
    path("accounts/", views.AccountList.as_view(), name="list"),
    path("accounts/invite/", views.AccountInvite.as_view(), name="invite"),
    path("accounts/<int:pk>/", views.AccountDetail.as_view(), name="detail"),
    path("accounts/<int:pk>/edit/", views.AccountEdit.as_view(), name="edit"),
    path("accounts/<int:pk>/invite/", views.AccountInviteAgain.as_view(), name="invite-again"),
    path("accounts/<int:pk>/key/", views.PersonKeyCreate.as_view(), name="person-key-create"),
    path("accounts/<int:pk>/deactivate/", views.AccountDeactivate.as_view(), name="deactivate"),
    path("accounts/<int:pk>/let-in/", views.AccountLetIn.as_view(), name="let-in"),
    path("accounts/<int:pk>/second-factor/", views.FactorReset.as_view(), name="reset-factor"),
    path("accounts/<int:pk>/unlock/", views.LockLift.as_view(), name="lift-lock"),
    path("accounts/keys/<int:pk>/revoke/", views.PersonKeyRevoke.as_view(), name="person-key-revoke"),
]

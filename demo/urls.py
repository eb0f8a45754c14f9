from django.urls import path

from demo.views import SignInAs

app_name = "demo"
urlpatterns = [
    path("sign-in/<slug:key>/", SignInAs.as_view(), name="sign-in-as"),
]

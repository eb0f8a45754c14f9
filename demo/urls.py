from django.urls import path

from demo import mailbox_views
from demo.views import SignInAs

app_name = "demo"
urlpatterns = [
    path("sign-in/<slug:key>/", SignInAs.as_view(), name="sign-in-as"),
    path("mailbox/", mailbox_views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox_views.letter_detail, name="letter-detail"),
    path("mailbox/<int:pk>/html/", mailbox_views.letter_html, name="letter-html"),
]

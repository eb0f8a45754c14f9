from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from accounts.models import User
from demo.cast import seat

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignInAs(View):
    """One press takes a seat of the cast. The address exists in the demo only, which listens on localhost only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        taken = seat(key)
        if taken is None:
            raise Http404
        login(request, get_object_or_404(User, email=taken.email, is_active=True), backend=BACKEND)
        return HttpResponseRedirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)

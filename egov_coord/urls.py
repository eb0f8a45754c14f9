from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView

from egov_coord import health
from egov_coord.views import Health, Home

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.failed"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/work", health.work, name="health-work"),
    path("health/", Health.as_view(), name="health"),
    path(
        "account/email/", login_required(RedirectView.as_view(pattern_name="accounts:account"))
    ),  # changed by administrators
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("api/v1/", include("egov_coord.api")),
    path("", include("accounts.urls")),
    path("", include("desk.urls")),
    path("", include("digests.urls")),
    path("", include("outbox.urls")),
    path("", include("ministries.urls")),
    path("", include("strategy.urls")),
    path("", include("projects.urls")),
    path("legislation/", include("legislation.urls")),
    path("history/", include("history.urls")),
    path("imports/", include("exchange.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))

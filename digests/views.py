from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts import permissions
from accounts.models import User
from core.pages import FormPage
from digests.forms import NotificationForm
from digests.record import followed_by, owed_by
from digests.services import next_mail_at, reader_of
from digests.services.letters import KIND
from ministries.models import Country
from outbox.models import Mail, Preference
from outbox.services import set_preferences, stop_optional

FIELDS = ("version", "rhythm", "switched_off", "hour", "time_zone", "working_days", "paused_until")


class Notifications(FormPage):
    """When one's own mail comes and what it leaves out; what it will carry next; what one follows."""

    may = permissions.may_keep_account
    form_class = NotificationForm
    template_name = "digests/notifications.html"
    done = gettext_lazy("Saved. It holds from the next mail on.")

    @cached_property
    def preference(self) -> Preference:
        return Preference.objects.filter(person=self.user).first() or Preference(person=self.user, version=0)

    @cached_property
    def country(self) -> Country:
        country: Country = Country.objects.current()
        return country

    def form(self, data: Any = None, files: Any = None) -> NotificationForm:
        return NotificationForm(data, initial=self.initial(), country_zone=self.country.time_zone, on=self.on)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.preference, name) for name in FIELDS}

    def context(self) -> dict[str, Any]:
        last = Mail.objects.filter(recipient=self.user, kind=KIND).first()
        return {
            "next_at": self.next_at(last.written_at if last else None),
            "last": last,
            "is_weekly": self.preference.rhythm == Preference.Rhythm.WEEKLY,
            "owed": owed_by(self.user, self.access, self.on),
            "followed": followed_by(self.user, self.access),
        }

    def next_at(self, last_at: datetime | None) -> datetime | None:
        return next_mail_at(self.preference, self.country, timezone.now(), last_at=last_at)

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        set_preferences(self.user, changes.pop("version"), by=self.user, **changes)
        return reverse("digests:notifications")


@method_decorator(
    csrf_exempt, name="dispatch"
)  # a mail program posts here without a session (RFC 8058); a GET changes nothing
class Unsubscribe(View):
    """The link in a mail: it shows a button, and only the press stops anything."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return render(request, "digests/unsubscribe.html", {"reader": found(token)})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        reader = found(token)
        stop_optional(reader)
        return render(request, "digests/unsubscribe.html", {"reader": reader, "is_done": True})


def found(token: str) -> User:
    try:
        return reader_of(token)
    except User.DoesNotExist as error:
        raise Http404 from error

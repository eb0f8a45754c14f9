from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from knox.crypto import hash_token

from core.access import access_of, today
from core.pages import FormPage, RecordAction
from desk import permissions
from desk.calendar.feed import as_ical, feed_entries, feed_name, version_of
from desk.forms.calendar import FeedForm
from desk.models import Feed
from desk.services import make_feed, note_use, revoke_feed
from ministries.models import Country


def own_feed(page: Any) -> Feed | None:
    feed: Feed | None = Feed.objects.of(page.user.pk).standing().first()
    return feed


class FeedPage(FormPage):
    """One's own feed: made anew with every press. Its address is in that answer and nowhere else."""

    may = permissions.may_keep_feed
    template_name = "desk/calendar_feed.html"

    def form(self, data: Any = None, files: Any = None) -> FeedForm:
        return FeedForm(data, access=self.access)

    def context(self) -> dict[str, Any]:
        feed = own_feed(self)
        is_working = feed is not None and Feed.objects.working(self.on).filter(pk=feed.pk).exists()
        return {"feed": feed, "is_working": is_working}

    def perform(self, form: Any) -> HttpResponse:
        feed, text = make_feed(by=self.user, covers=form.cleaned_data["covers"], at=timezone.now())
        self.template_name = "desk/calendar_feed_made.html"
        address = settings.SITE_URL + reverse("desk:feed", args=[text])
        return self.show(feed=feed, address=address, subscribe=f"webcal:{address.partition(':')[2]}")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().post(request, *args, **kwargs)
        answer["Referrer-Policy"] = "no-referrer"
        return answer


class FeedRevoke(RecordAction):
    may = permissions.may_keep_feed
    done = _("The feed is revoked. Its address answers no more.")

    def perform(self) -> str:
        revoke_feed(by=self.user, at=timezone.now())
        return self.back()

    def back(self) -> str:
        return reverse("desk:feed-page")


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """What this person may see at this moment. Whatever is wrong with a key, the answer is the same."""
    on = today()
    found = Feed.objects.opened_by(hash_token(key), on)
    if found is None:
        return _closed(HttpResponseNotFound(b"Not found\n", content_type="text/plain; charset=utf-8"))
    note_use(found, on)
    with translation.override(found.person.language or settings.LANGUAGE_CODE):
        return _closed(_answer(request, found))


def _answer(request: HttpRequest, found: Feed) -> HttpResponseBase:
    told = feed_entries(found, access_of(found.person), today())
    version = version_of(told)
    unchanged = get_conditional_response(request, etag=version)
    if unchanged is not None:
        return unchanged
    name = feed_name(Country.objects.current().name)
    answer = HttpResponse(as_ical(told, name=name, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["ETag"] = version
    answer["Content-Disposition"] = 'inline; filename="egov-coord.ics"'
    return answer


def _closed(answer: HttpResponseBase) -> HttpResponseBase:
    """Nobody keeps it for others, and the key in its address is told to nobody."""
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer

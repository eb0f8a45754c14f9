from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from core.pages import RecordAction, RecordFormPage
from history.timeline import Related, Timeline, timeline
from ministries import permissions
from ministries.brand import stylesheet
from ministries.forms import HolidayForm, SettingsForm
from ministries.models import Country, Holiday
from ministries.services import add_holiday, change_settings, remove_holiday

HOLIDAYS_SHOWN = timedelta(days=365)


class TheCountry(RecordFormPage):
    may = permissions.may_change_settings

    def find(self) -> Country:
        country: Country = Country.objects.current()
        return country


class Settings(TheCountry):
    template_name = "ministries/settings.html"
    done = gettext_lazy("The settings are saved.")

    def form(self, data: Any = None, files: Any = None) -> SettingsForm:
        country = self.record
        initial = {name: getattr(country, name) for name in SettingsForm.base_fields if name in SETTINGS}
        return SettingsForm(data, files, initial=initial, has_crest=bool(country.crest_digest))

    def perform(self, form: Any) -> str:
        change_settings(self.record, form.cleaned_data["version"], by=self.user, **form.changes())
        return reverse("ministries:settings")

    def context(self) -> dict[str, Any]:
        return {
            "coming": self.record.holidays.from_day(self.on),
            "gone": self.record.holidays.before_day(self.on),
            "known": self.record.known_holidays(self.on, self.on + HOLIDAYS_SHOWN),
            "history": history_of(self.record),
        }


SETTINGS = frozenset(SettingsForm.base_fields) - {"crest", "removes_crest"}


def history_of(country: Country) -> Timeline:
    return timeline(
        [Related(Country, Q(pgh_obj=country)), Related(Holiday, Q(country=country), called=("name",))], limit=10
    )


class HolidayAdd(TheCountry):
    form_class = HolidayForm
    template_name = "ministries/holiday_add.html"
    done = gettext_lazy("The holiday is on record.")

    def perform(self, form: Any) -> str:
        add_holiday(self.record, by=self.user, **form.cleaned_data)
        return holidays_address()


class HolidayRemove(RecordAction):
    may = permissions.may_change_settings
    done = gettext_lazy("The holiday is removed.")

    def find(self) -> Holiday:
        return Holiday.objects.get(pk=self.kwargs["pk"])

    def perform(self) -> str:
        remove_holiday(self.record, by=self.user)
        return holidays_address()

    def back(self) -> str:
        return holidays_address()


def holidays_address() -> str:
    return f"{reverse('ministries:settings')}#holidays"


def _brand_version(request: HttpRequest) -> str:
    return f'"{_brand_colour().removeprefix("#")}"'


def _brand_colour() -> str:
    return Country.objects.values_list("brand_colour", flat=True).first() or ""


@require_safe
@cache_control(public=True, no_cache=True)
@etag(_brand_version)
def brand(request: HttpRequest) -> HttpResponse:
    """The country's colour as custom properties; everybody may read it, the sign-in page needs it."""
    return HttpResponse(stylesheet(_brand_colour()), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def crest(request: HttpRequest, digest: str) -> HttpResponse:
    """The crest, under an address that changes with it; everybody may see it."""
    picture = Country.objects.filter(crest_digest=digest).values_list("crest", flat=True).first()
    if not picture:
        raise Http404
    response = HttpResponse(bytes(picture), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = 'inline; filename="crest.png"'
    return response

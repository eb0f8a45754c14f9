"""What templates need to show ratings, figures, charts and forms; `{% load look %}`."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import charts, figures, icons, ratings
from core.forms import errors_of, messages_of
from core.ratings import Rated, RatingShown, distance

register = template.Library()
Rating = RatingShown | int | None


@register.simple_tag
def rating(value: Rating, size: str = "") -> SafeString:
    """Mark and word; of an exempt rating also the reason. `size="l"` is the panel's."""
    step = ratings.step_of(value)
    reason = value.reason if isinstance(value, RatingShown) and value.is_exempt else ""
    shown = format_html(
        '<span class="ec-rating{}">{}{}</span>',
        " ec-rating--l" if size == "l" else "",
        icons.mark(step, size),
        step.word,
    )
    return format_html('{}<span class="sub">{}</span>', shown, reason) if reason else shown


@register.simple_tag
def mark(value: Rating, size: str = "") -> SafeString:
    """The mark alone; the word has to stand beside it."""
    return icons.mark(ratings.step_of(value), size)


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def gap(steps: int | None) -> SafeString:
    """Distance between ratings in steps: arrows and number, a dash when there is none."""
    if not steps:
        return format_html('<span class="muted" aria-hidden="true">–</span><span class="vh">{}</span>', _("none"))
    unit = ngettext("step", "steps", steps)
    return format_html('<span class="ec-gap">{}{}</span><span class="vh"> {}</span>', icons.icon("gap"), steps, unit)


@register.simple_tag
def status_age(rated: Rated) -> SafeString:
    """Days since the newest report, since when an owed one is missing, and how often nothing changed."""
    if rated.age is None and rated.silent is None:
        return format_html('<span class="muted">{}</span>', rated.instead)
    age = rated.instead if rated.age is None else _("%(days)s d") % {"days": rated.age}
    lines = []
    if rated.silent is not None:
        silent = ngettext("silent for %(n)s day", "silent for %(n)s days", rated.silent) % {"n": rated.silent}
        lines.append(format_html('<b class="sub">{}</b>', silent))
    if rated.unchanged:
        running = ngettext("unchanged for %(n)s report", "unchanged for %(n)s reports", rated.unchanged)
        lines.append(format_html('<span class="sub">{}</span>', running % {"n": rated.unchanged}))
    return format_html('<span class="nowrap">{}</span>{}', age, format_html_join("", "{}", ((line,) for line in lines)))


@register.simple_tag
def gap_of(*ratings: int | None, steps: int = 5) -> SafeString:
    """The gap between ratings of one round, in the country's steps."""
    return gap(distance(ratings, steps))


@register.simple_tag
def as_shown(step: int | None, withheld: Mapping[str, str] | None) -> RatingShown:
    """A rating and why it is withheld, as they stand in a row of a list."""
    reason = (withheld or {}).get("rating", "")
    return RatingShown(step, bool(reason), reason)


@register.filter
def money(amount: Decimal | None, currency: str) -> SafeString | str:
    """`{{ cost|money:"EUR" }}` is "€21.9 m"; nothing given says so."""
    return _("not given") if amount is None else figures.money(amount, currency)


@register.filter
def signed_money(amount: Decimal | None, currency: str) -> SafeString | str:
    return _("not given") if amount is None else figures.money(amount, currency, signed=True)


@register.filter
def signed_days(days: int | None) -> SafeString | str:
    """+211 days, or "on time"; none is "not given"."""
    return _("not given") if days is None else format_html("<bdi>{}</bdi>", figures.days_text(days))


@register.filter
def day(on: date | None) -> str:
    """18 Dec 2026; none is "not given"."""
    return _("not given") if on is None else figures.day_text(on)


@register.filter
def away(on: date, today: date) -> str:
    """In 6 days, today, or for how many days already: 60 days."""
    return figures.away_text(on, today)


@register.filter
def age(days: int | None) -> str:
    """18 d."""
    return _("not given") if days is None else _("%(days)s d") % {"days": days}


@register.simple_tag
def given(value: Any, is_withheld: bool = False, reason: str = "") -> SafeString | str:
    """A value; or "withheld" and why; or "not given". Withheld is neither zero nor unknown."""
    if is_withheld:
        return format_html('<span class="ec-withheld">{}<span class="sub">{}</span></span>', _("withheld"), reason)
    if value is None or value == "":
        return format_html('<span class="muted">{}</span>', _("not given"))
    return value  # type: ignore[no-any-return]


@register.inclusion_tag("charts/figure.html")
def chart(figure: charts.Figure) -> dict[str, Any]:
    """A whole `core.charts.Figure`: finding, picture twice, table, download."""
    return {"figure": figure}


@register.inclusion_tag("charts/_drawing.html")
def drawing(picture: charts.Figure) -> dict[str, Any]:
    """The pictures of a figure without caption and table, such as the scale line."""
    return {"figure": picture}


@register.simple_tag
def trend(values: Sequence[int | None], is_mirrored: bool = False) -> SafeString:
    """Sparkline of ratings by round, oldest first; breaks where nobody rated."""
    return _drawn(tuple(values), is_mirrored, get_language())


@lru_cache(4096)
def _drawn(values: tuple[int | None, ...], is_mirrored: bool, language: str | None) -> SafeString:
    """Kept: lists draw the same few courses again and again, and drawing is most of what a row costs."""
    return render_to_string("charts/trend.html", {"trend": charts.trend(values, is_mirrored=is_mirrored)})


@register.inclusion_tag("charts/trend.html")
def spark(drawn: charts.Trend) -> dict[str, Any]:
    """A course in one line of text, as ``charts.course_spark`` drew it."""
    return {"trend": drawn}


@register.filter
def figure(value: Decimal | None, unit: str = "") -> SafeString | str:
    """`{{ reading.value|figure:"%" }}` is "62 %"."""
    return _("not given") if value is None else format_html("<bdi>{}</bdi>", figures.value_text(value, unit))


@register.filter
def messages(field: BoundField) -> list[str]:
    """`{% for error in field|messages %}`: what is wrong at a field."""
    return messages_of(field)


@register.inclusion_tag("_error_summary.html")
def error_summary(*forms: "BaseForm | BaseFormSet[Any]") -> dict[str, Any]:
    """All errors of these forms and formsets, each a link to its field; nothing when there is none."""
    return {"errors": [error for form in forms for error in errors_of(form)]}

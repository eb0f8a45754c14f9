"""Cells of the portfolio that take a rule to say: `{% load portfolio %}`."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.figures import days_text, money
from core.ratings import Rated
from core.templatetags.look import given
from projects.models import Funding, Project
from projects.money import Sum
from projects.pictures import minutes_text
from projects.rules.money import Amounts

register = template.Library()


@register.simple_tag
def rated(project: Project, today: date) -> Rated:
    """`{% rated project today as stands %}`: for the cells that every list of projects has."""
    return project.current.rated(today, over=str(project.get_stage_display()) if project.is_over else "")


@register.simple_tag
def against_baseline(project: Project) -> SafeString:
    """Days and money against the baseline in force, or why there is nothing to say."""
    now = project.current
    days = days_text(now.days_late) if now.days_late is not None else _end_without_forecast(project)
    if now.cost_over is None:
        return format_html('<span class="nowrap"><bdi>{}</bdi></span>', days)
    cost = money(now.cost_over, project.currency, signed=True)
    return format_html('<span class="nowrap"><bdi>{}</bdi></span><span class="sub nowrap">{}</span>', days, cost)


def _end_without_forecast(project: Project) -> str:
    now = project.current
    if "ends_on" in now.withheld or "forecast_ends_on" in now.withheld:
        return _("withheld")
    return _("no forecast") if now.baseline_ends_on else _("no baseline")


@register.filter
def minutes(value: float | None) -> str:
    return minutes_text(value)


@register.simple_tag
def amount_of(funding: Funding, kind: str, currency: str) -> SafeString | str:
    """A figure of one line: the sum, withheld and why, or not given."""
    amount = getattr(funding, kind)
    reason = funding.withheld.get(kind, "")
    return given(None if amount is None else money(amount, currency), bool(reason), reason)


@register.simple_tag
def money_sum(found: Sum, currency: str) -> SafeString | str:
    """A sum, and under it what it leaves out."""
    if found.amount is None:
        return given(None, bool(found.withheld))
    shown = money(found.amount, currency)
    return format_html('{}<span class="sub">{}</span>', shown, found.left_out) if found.left_out else shown


@register.simple_tag
def year_moved(amounts: Amounts, currency: str) -> SafeString | str:
    """What a year takes more or less than planned, in money and per cent."""
    if amounts.moved is None:
        return format_html('<span class="muted">{}</span>', "–")
    if not amounts.moved:
        return _("as planned")
    shown = money(amounts.moved, currency, signed=True)
    return format_html('{}<span class="sub"><bdi>{}</bdi></span>', shown, amounts.percent) if amounts.percent else shown

"""Cells of the portfolio that take a rule to say: `{% load portfolio %}`."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import days_text, money
from projects.models import Project
from projects.pictures import minutes_text

register = template.Library()


@register.simple_tag
def status_age(project: Project, today: date) -> SafeString:
    """Days since the newest report; "silent" where an owed one is missing; the round where it was imported.

    A closed or cancelled project owes nothing any more: its stage stands there.
    """
    now = project.current
    if project.is_over:
        return format_html('<span class="muted">{}</span>', project.get_stage_display())
    if now.silent_since_on:
        since = now.status_on or now.silent_since_on
        days = _("%(days)s d") % {"days": (today - since).days}
        return format_html('<b class="nowrap">{}</b><span class="sub">{}</span>', days, _("silent"))
    if now.status_on:
        days = _("%(days)s d") % {"days": (today - now.status_on).days}
        return format_html('<span class="nowrap">{}</span>{}', days, _unchanged(now.unchanged_running))
    if now.status_round:
        return format_html("{}", _("as of round %(round)s") % {"round": now.status_round})
    return format_html('<span class="muted">{}</span>', _("no report yet"))


def _unchanged(reports: int) -> SafeString:
    if not reports:
        return SafeString("")
    words = ngettext("unchanged for %(n)s report", "unchanged for %(n)s reports", reports) % {"n": reports}
    return format_html('<span class="sub">{}</span>', words)


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

"""Pictures of legislation: frozen rows in, a figure out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Bar, Figure, ShareRow, Table, TimelineRow, bars_chart, shares_chart, timeline_chart
from core.charts.shapes import KeyEntry
from core.figures import day_text
from legislation.discipline import Discipline
from legislation.models import Stage
from legislation.querysets.acts import DeficitCounts
from legislation.rules.forecast import Source, Step
from legislation.rules.stages import WAY, stages_after
from legislation.tables import Line


def deficits_by_age(counts: DeficitCounts, *, is_mirrored: bool = False) -> Figure:
    """How long the deadlines have passed, the late and the wrong apart in words."""
    labels = [_("Up to 6 months"), _("6 to 12 months"), _("1 to 2 years"), _("Over 2 years")]
    n = sum(counts.ages[-1])
    title = ngettext(
        "%(n)s deadline passed more than two years ago", "%(n)s deadlines passed more than two years ago", n
    )
    return bars_chart(
        title % {"n": n} if n else _("No deadline passed more than two years ago"),
        _("EU acts in deficit, by the time since their transposition deadline"),
        [_bar(label, late, wrong) for label, (late, wrong) in zip(labels, counts.ages, strict=True)],
        (_("Time since the deadline"), _("Acts")),
        key="deficits",
        is_mirrored=is_mirrored,
    )


def answering(found: Discipline, *, is_mirrored: bool = False) -> Figure:
    """Who is silent or late most first."""
    said = {"first": day_text(found.period.first), "last": day_text(found.period.last)}
    rows = [
        ShareRow(row.name, row.parts, row.said, row.institution.get_absolute_url() if row.institution else "")
        for row in found.by_institution
    ]
    return shares_chart(
        found.finding,
        _("Opinions asked for from %(first)s to %(last)s, by institution; at the end: on time, of those due") % said,
        rows,
        [_("On time"), _("Late"), _("No answer"), _("Not yet due")],
        heads=(_("Institution"), _("On time, of those due")),
        key="answering",
        is_mirrored=is_mirrored,
    )


def _bar(label: str, late: int, wrong: int) -> Bar:
    return Bar(label, late + wrong, _("%(late)s late, %(wrong)s wrong") % {"late": late, "wrong": wrong})


def stages_in_time(line: Line, steps: Sequence[Step], *, is_mirrored: bool = False) -> Figure:
    """Each stage as planned, as it can begin at the earliest, and as it began. ``steps``: those ahead."""
    rows = list(_rows(line, {step.stage: step.on for step in steps}))
    sub = _("The day planned for each stage, the first day on which it can begin, and the day it began; as of %(day)s")
    drawn = timeline_chart(
        finding(line), sub % {"day": day_text(line.on)}, rows, line.on, key="stages", is_mirrored=is_mirrored
    )
    signs = KeyEntry("base", _("planned")), KeyEntry("fore", _("at the earliest")), KeyEntry("act", _("begun"))
    heads = (_("Stage"), _("Planned"), _("At the earliest"), _("Begun"), _("Days late"))
    return replace(drawn, signs=signs, table=Table(heads, drawn.table.rows))


def _rows(line: Line, earliest: dict[str, date | None]) -> list[TimelineRow]:
    plans = {plan.stage: plan for plan in line.item.plans.all()}
    ahead = stages_after(line.item.stage)
    rows = []
    for stage in WAY:
        plan = plans.get(stage)
        planned_on, begun_on = (plan.planned_on, plan.actual_on) if plan else (None, None)
        begun_on = None if stage in ahead else begun_on
        forecast_on = earliest.get(stage) if stage in ahead else None
        if planned_on or begun_on or forecast_on:
            rows.append(TimelineRow(str(Stage(stage).label), planned_on, forecast_on, begun_on))
    return rows


def finding(line: Line) -> str:
    expected = line.expected
    if expected.on is None:
        return _("Dropped: it will not come into force")
    said = {"day": day_text(expected.on)}
    if expected.source is Source.ACTUAL:
        return _("In force since %(day)s") % said
    planned = next((plan.planned_on for plan in line.item.plans.all() if plan.stage == Stage.IN_FORCE), None)
    if planned is None:
        return _("In force on %(day)s at the earliest; no day is planned") % said
    late = (expected.on - planned).days
    if late <= 0:
        return _("In force on %(day)s, as planned") % said
    words = ngettext(
        "In force on %(day)s at the earliest, %(n)s day after the plan",
        "In force on %(day)s at the earliest, %(n)s days after the plan",
        late,
    )
    return words % {**said, "n": late}

"""The pictures of the portfolio and of a project: rows in, a figure with its finding out. No query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import (
    Bar,
    Figure,
    MatrixAxis,
    MoneyBar,
    MoneyYear,
    ProgressRow,
    StackColumn,
    Table,
    TimelineBand,
    TimelineRow,
    bars_chart,
    matrix_chart,
    money_bars,
    progress_chart,
    stack_chart,
    timeline_chart,
    timelines_chart,
    years_chart,
)
from core.figures import day_text, money_text
from core.ratings import GREEN, RED, step_of
from projects.aims import Aim, Overview
from projects.burden import Load
from projects.models import Baseline, Current, Impact, Likelihood, Milestone, Project, Risk, Submission
from projects.models.snapshots import MilestoneThen
from projects.money import Money
from projects.querysets.plan import Slips
from projects.rules.risks import SERIOUS, STEPS

Counts = Mapping[int | None, int]


def ratings_over_rounds(rounds: Sequence[tuple[str, Counts]], *, steps: int, is_mirrored: bool = False) -> Figure:
    """Assessments by the name of the round, oldest first."""
    columns = [StackColumn(name, counts, _short(name)) for name, counts in rounds]
    return stack_chart(
        _course(columns),
        _("Assessments by office and reviewers, number of projects, %(first)s to %(last)s")
        % {"first": columns[0].label, "last": columns[-1].label},
        [StackColumn(column.short, column.counts, column.short) for column in columns],
        steps=steps,
        key="ratings",
        is_mirrored=is_mirrored,
    )


def _short(name: str) -> str:
    """Months by their first three letters, anything else as it is called."""
    word, _space, year = name.partition(" ")
    return word[:3] if year.isdigit() else name


def _course(columns: Sequence[StackColumn]) -> str:
    first, last = columns[0], columns[-1]
    parts = [_change(str(step.word), first.of(step), last.of(step)) for step in (GREEN, RED)]
    if len(columns) == 1:
        return _("%(green)s green and %(red)s red") % {"green": last.of(GREEN), "red": last.of(RED)}
    return _("%(one)s, and %(other)s") % {"one": parts[0], "other": parts[1][:1].lower() + parts[1][1:]}


def _change(word: str, before: int, now: int) -> str:
    said = {"word": word, "before": before, "now": now}
    if now == before:
        return _("%(word)s stayed at %(now)s") % said
    if now < before:
        return _("%(word)s fell from %(before)s to %(now)s") % said
    return _("%(word)s rose from %(before)s to %(now)s") % said


def minutes_by_round(loads: Sequence[Load], *, is_mirrored: bool = False) -> Figure:
    """The median minutes of a report, newest round first."""
    bars = [Bar(load.round.name, load.minutes, minutes_text(load.minutes)) for load in loads]
    given = [load for load in reversed(loads) if load.minutes is not None]
    return bars_chart(
        _minutes_finding(given),
        _("Median minutes from opening the form to submitting it, reports filed by people"),
        bars,
        (_("Round"), _("Minutes a report")),
        key="minutes",
        is_mirrored=is_mirrored,
    )


def minutes_text(minutes: float | None) -> str:
    return _("not measured") if minutes is None else _("%(n)s min") % {"n": round(minutes)}


def _minutes_finding(given: Sequence[Load]) -> str:
    if not given:
        return _("No report was measured yet")
    first, last = given[0], given[-1]
    said = {"before": minutes_text(first.minutes), "now": minutes_text(last.minutes), "round": first.round.name}
    if round(first.minutes or 0) == round(last.minutes or 0):
        return _("A report takes %(now)s, as in %(round)s") % said
    return _("A report takes %(now)s; it took %(before)s in %(round)s") % said


def milestones_in_time(
    milestones: Sequence[Milestone | MilestoneThen], today: date, *, key: str = "milestones", is_mirrored: bool = False
) -> Figure:
    rows = [TimelineRow(m.title, m.baseline_on, m.forecast_on, m.actual_on) for m in milestones]
    return timeline_chart(
        _milestone_finding(milestones),
        _("Baseline, forecast and what is done, as of %(day)s") % {"day": day_text(today)},
        rows,
        today,
        key=key,
        is_mirrored=is_mirrored,
    )


def portfolio_in_time(
    projects: Sequence[Project], count: int, slips: Slips, today: date, *, is_mirrored: bool = False
) -> Figure:
    """``projects``: those of one page, with their milestones; ``count`` and ``slips``: of all pages."""
    return timelines_chart(
        _slip_finding(slips) if slips.open else _("No milestone of a running project is open"),
        _drawn(len(projects), count, slips, today),
        [_band(project) for project in projects],
        today,
        heads=(_("Project"), _("Milestone")),
        is_mirrored=is_mirrored,
    )


def _band(project: Project) -> TimelineBand:
    rows = [TimelineRow(m.title, m.baseline_on, m.forecast_on, m.actual_on) for m in project.milestones.all()]
    return TimelineBand(project.title, project.get_absolute_url(), rows, none=_("no milestone planned"))


def _drawn(shown: int, count: int, slips: Slips, today: date) -> str:
    said = {"day": day_text(today), "shown": shown, "count": count, "overdue": slips.overdue}
    words = ngettext(
        "Running projects, as of %(day)s; %(overdue)s open milestone has passed the day it was expected.",
        "Running projects, as of %(day)s; %(overdue)s open milestones have passed the day they were expected.",
        slips.overdue,
    )
    if not slips.overdue:
        words = _("Running projects, as of %(day)s; no open milestone has passed the day it was expected.")
    if shown < count:
        words += " " + _("Drawn here are %(shown)s of %(count)s projects.")
    return words % said


def _milestone_finding(milestones: Sequence[Milestone | MilestoneThen]) -> str:
    still_open = [m for m in milestones if m.actual_on is None]
    if not still_open:
        return _("Every milestone is done")
    late = [m.days_late for m in still_open if m.days_late > 0]
    return _slip_finding(Slips(len(still_open), len(late), min(late, default=0), max(late, default=0)))


def _slip_finding(slips: Slips) -> str:
    if not slips.behind:
        return _("No open milestone is behind its baseline")
    if slips.behind == slips.open:
        return _("Every milestone still open is at least %(days)s days behind its baseline") % {"days": slips.least}
    return ngettext(
        "%(late)s of %(open)s open milestones is behind its baseline, by %(days)s days",
        "%(late)s of %(open)s open milestones are behind their baseline, by up to %(days)s days",
        slips.behind,
    ) % {"late": slips.behind, "open": slips.open, "days": slips.most}


def money_of(
    project: Project, baseline: Baseline | None, status: Submission | None, *, is_mirrored: bool = False
) -> Figure | None:
    """Approved, forecast and spent; None where none of the three is given."""
    approved = baseline.cost if baseline else None
    forecast = status.forecast_cost if status else None
    spent = status.spent if status else None
    if approved is None and forecast is None and spent is None:
        return None
    bars = [
        MoneyBar(_("Approved baseline"), approved, "base"),
        MoneyBar(_("Forecast at completion"), forecast),
        MoneyBar(_("Spent to date"), spent, "spent"),
    ]
    as_of = _("As reported for %(round)s") % {"round": status.report.round} if status else _("As approved")
    title = _money_finding(approved, forecast, project.currency)
    return money_bars(title, as_of, bars, project.currency, approved=approved, is_mirrored=is_mirrored)


def _money_finding(approved: Decimal | None, forecast: Decimal | None, currency: str) -> str:
    if approved is None:
        return _("No approved cost is on record")
    said = {"approved": money_text(approved, currency)}
    if forecast is None:
        return _("%(approved)s is approved; no forecast is given") % said
    said["gap"] = money_text(abs(forecast - approved), currency)
    if forecast == approved:
        return _("The forecast is the approved %(approved)s") % said
    if forecast > approved:
        return _("The forecast is %(gap)s over the approved %(approved)s") % said
    return _("The forecast is %(gap)s under the approved %(approved)s") % said


def risks_by_weight(risks: Sequence[Risk], *, is_mirrored: bool = False) -> Figure:
    """Each by its place in the list, worst first, in the cell of its likelihood and impact."""
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, risk in enumerate(risks, start=1):
        cells[risk.impact, risk.likelihood].append(str(number))
    return matrix_chart(
        _weight_finding(risks),
        _("Numbers of the list; inside the thick line likelihood times impact is %(score)s or more")
        % {"score": SERIOUS},
        {place: ", ".join(numbers) for place, numbers in cells.items()},
        across=MatrixAxis(_("Impact"), [str(label) for label in Impact.labels]),
        upward=MatrixAxis(_("Likelihood"), [str(label) for label in Likelihood.labels]),
        framed={(impact, likely) for impact in STEPS for likely in STEPS if impact * likely >= SERIOUS},
        table=_weights(risks),
        is_mirrored=is_mirrored,
    )


def _weights(risks: Sequence[Risk]) -> Table:
    heads = (_("No."), _("Risk or issue"), _("Likelihood"), _("Impact"), _("Likelihood times impact"))
    return Table(
        heads,
        tuple(
            (str(number), risk.title, str(risk.likelihood), str(risk.impact), str(risk.score))
            for number, risk in enumerate(risks, start=1)
        ),
    )


def _weight_finding(risks: Sequence[Risk]) -> str:
    serious = sum(risk.is_serious for risk in risks)
    if not serious:
        words = ngettext(
            "One open risk or issue, not serious", "%(all)s open risks and issues, none serious", len(risks)
        )
        return words % {"all": len(risks)}
    words = ngettext(
        "%(n)s of %(all)s open risks and issues is serious",
        "%(n)s of %(all)s open risks and issues are serious",
        serious,
    )
    return words % {"n": serious, "all": len(risks)}


def money_of_years(years: Sequence[Money], currency: str, today: date, *, is_mirrored: bool = False) -> Figure | None:
    """Planned, forecast, committed and spent, all sources together; None where no year is on record."""
    if not years:
        return None
    sub = _("By financial year, as of %(day)s.") % {"day": day_text(today)}
    if any(each.left_out for money in years for each in money.sums):
        sub += " " + _("What is withheld or not given is in no sum; the table says how much that is.")
    return years_chart(
        _year_finding(years, currency, today),
        sub,
        [money_year(money) for money in years],
        currency,
        is_mirrored=is_mirrored,
    )


def money_year(money: Money) -> MoneyYear:
    kinds = ((_("Planned"), "base"), (_("Forecast"), "fore"), (_("Committed"), "fore"), (_("Spent"), "spent"))
    bars = [
        MoneyBar(label, each.amount, kind, each.left_out) for (label, kind), each in zip(kinds, money.sums, strict=True)
    ]
    return MoneyYear(money.label, bars)


def _year_finding(years: Sequence[Money], currency: str, today: date) -> str:
    """Of this year, or of the one nearest to it: what it takes against what was planned, else what is spent."""
    money = min(years, key=lambda each: (abs(int(each.label) - today.year), each.label))
    amounts = money.amounts(is_over=int(money.label) < today.year)
    said = {"year": money.label, "moved": money_text(abs(amounts.moved or Decimal(0)), currency)}
    if amounts.wants_words and amounts.moved:
        more, less = _("%(year)s takes %(moved)s more than planned"), _("%(year)s takes %(moved)s less than planned")
        return (more if amounts.moved > 0 else less) % said
    planned, spent = money.planned, money.spent
    if planned.amount is None:
        withheld, nothing = (
            _("What is planned for %(year)s is withheld"),
            _("Nothing is on record as planned for %(year)s"),
        )
        return (withheld if planned.withheld else nothing) % said
    said["planned"] = money_text(planned.amount, currency)
    if spent.amount is None:
        return _("%(planned)s is planned for %(year)s") % said
    said["spent"] = money_text(spent.amount, currency)
    return _("%(spent)s of the %(planned)s planned for %(year)s is spent") % said


def ratings_finding(current: Current) -> str:
    """Of CIO, signal and assessment: how many there are and how far apart."""
    given = [each for each in (current.cio_rating, current.signal, current.assessed_rating) if each is not None]
    if not given:
        return _("Nobody has rated it yet")
    if len(given) == 1:
        return _("One rating: %(word)s") % {"word": step_of(given[0]).lower_word}
    many, steps = _("Two") if len(given) == 2 else _("Three"), current.widest_gap or 0
    if not steps:
        return _("%(n)s ratings that agree") % {"n": many}
    words = ngettext("%(n)s ratings, %(steps)s step apart", "%(n)s ratings, %(steps)s steps apart", steps)
    return words % {"n": many, "steps": steps}


def aims_on_their_way(aims: Sequence[Aim], overview: Overview, today: date, *, is_mirrored: bool = False) -> Figure:
    """Each objective by the worst of its indicators."""
    return progress_chart(
        aims_finding(overview),
        _(
            "How far each objective is, by the worst of its indicators, as of %(day)s. The line across a bar is the time gone."
        )
        % {"day": day_text(today)},
        [_aim_row(aim) for aim in aims],
        heads=(_("Objective"), _("State")),
        key="aims",
        is_mirrored=is_mirrored,
    )


def _aim_row(aim: Aim) -> ProgressRow:
    stand = aim.stand
    shown = next((each.course for each in stand.measures if each.state is stand.state), None)
    label, path = aim.objective.title, aim.objective.get_absolute_url()
    if shown is None or shown.way is None:
        return ProgressRow(label, path, str(stand.state.label))
    return ProgressRow(label, path, str(stand.state.label), shown.way, shown.time)


def aims_finding(overview: Overview) -> str:
    """How many are reached or on course; and of how many nobody can say."""
    said = {"going": overview.going, "count": overview.count, "unmeasured": overview.unmeasured}
    words = ngettext(
        "%(going)s of %(count)s objective is reached or on course",
        "%(going)s of %(count)s objectives are reached or on course",
        overview.count,
    )
    if overview.unmeasured:
        words += ngettext(
            "; %(unmeasured)s has no measure defined", "; %(unmeasured)s have no measure defined", overview.unmeasured
        )
    return words % said

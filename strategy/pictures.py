"""The pictures of indicators and indices: rows in, a figure with its finding out. No query."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.charts import CourseAim, CourseLine, Figure, Table, Trend, course_chart, course_spark
from core.figures import day_text, value_text
from strategy.models import IndexCountry, Indicator, Reading
from strategy.standing import Measured, aim_of

NONE = "–"


def course_of(measured: Measured, today: date, *, is_mirrored: bool = False) -> Figure:
    """An indicator from its baseline to its target, with all of its own readings."""
    indicator, readings = measured.indicator, measured.readings
    return course_chart(
        measured.finding,
        told(indicator),
        [CourseLine(indicator.title, [(reading.on, reading.value) for reading in readings])],
        today,
        unit=indicator.unit,
        aim=_aim(indicator),
        table=_course_table(indicator, readings),
        key=f"course-{indicator.pk}",
        is_mirrored=is_mirrored,
    )


def course_in_small(measured: Measured) -> Trend:
    points = [(reading.on, reading.value) for reading in measured.readings]
    return course_spark(points, _aim(measured.indicator), measured.finding)


def told(indicator: Indicator) -> str:
    """The indicator, its unit, which way is better, and who measures it."""
    name = f"{indicator.title}, {indicator.unit}" if indicator.unit else indicator.title
    parts = [name, str(indicator.get_better_display()).lower(), indicator.source]
    return ". ".join([", ".join(part for part in parts[:2] if part), *filter(None, parts[2:])])


def _aim(indicator: Indicator) -> CourseAim:
    aim = aim_of(indicator)
    return CourseAim(
        baseline=(aim.baseline.on, aim.baseline.value) if aim.baseline else None,
        target=(aim.target.on, aim.target.value) if aim.target else None,
    )


def _course_table(indicator: Indicator, readings: Sequence[Reading]) -> Table:
    aim = aim_of(indicator)
    rows = [(reading.on, _("Reading"), reading.value, reading.evidence) for reading in readings]
    if aim.baseline:
        rows.append((aim.baseline.on, _("Baseline"), aim.baseline.value, ""))
    if aim.target:
        rows.append((aim.target.on, _("Target"), aim.target.value, ""))
    lines = [
        (day_text(on), what, value_text(value, indicator.unit), evidence or NONE)
        for on, what, value, evidence in sorted(rows, key=lambda row: row[0])
    ]
    return Table((_("Day"), _("What"), _("Value"), _("Evidence")), tuple(lines))


def index_of(
    indicator: Indicator,
    countries: Sequence[IndexCountry],
    readings: Mapping[IndexCountry, Sequence[Reading]],
    today: date,
    *,
    is_mirrored: bool = False,
) -> Figure:
    """An index of several countries by year; the first country is the one compared with the others."""
    lines = [
        CourseLine(country.name, [(reading.on, reading.value) for reading in readings.get(country, ())])
        for country in countries
    ]
    return course_chart(
        index_finding(indicator, countries, readings),
        told(indicator),
        lines,
        today,
        unit=indicator.unit,
        table=_index_table(countries, readings),
        key="index",
        is_mirrored=is_mirrored,
    )


def index_finding(
    indicator: Indicator, countries: Sequence[IndexCountry], readings: Mapping[IndexCountry, Sequence[Reading]]
) -> str:
    """Where the first country stands among those shown, in the newest year that tells of it."""
    ours = readings.get(countries[0], ())
    if not ours:
        return _("No reading of %(country)s is on record") % {"country": countries[0].name}
    newest = ours[-1]
    same_year = [
        reading.value for each in countries for reading in readings.get(each, ()) if reading.on.year == newest.on.year
    ]
    is_higher_better = indicator.better == Indicator.Better.HIGHER
    ahead = sum(value > newest.value if is_higher_better else value < newest.value for value in same_year)
    said = {
        "country": countries[0].name,
        "value": value_text(newest.value, indicator.unit),
        "year": newest.on.year,
        "place": ahead + 1,
        "of": len(same_year),
        "rank": newest.rank,
    }
    if len(same_year) == 1:
        shown = _("%(country)s had %(value)s in %(year)s") % said
    else:
        shown = _("%(country)s had %(value)s in %(year)s, place %(place)s of the %(of)s shown") % said
    return shown + (_("; rank %(rank)s of all countries") % said if newest.rank else "")


def _index_table(countries: Sequence[IndexCountry], readings: Mapping[IndexCountry, Sequence[Reading]]) -> Table:
    years = sorted({reading.on.year for rows in readings.values() for reading in rows})
    rows = []
    for country in countries:
        by_year = {reading.on.year: reading for reading in readings.get(country, ())}
        rows.append((country.name, *(_cell(by_year.get(year)) for year in years)))
    return Table((_("Country"), *(str(year) for year in years)), tuple(rows), numeric=True)


def _cell(reading: Reading | None) -> str:
    if reading is None:
        return NONE
    value = value_text(reading.value)
    return _("%(value)s (rank %(rank)s)") % {"value": value, "rank": reading.rank} if reading.rank else value

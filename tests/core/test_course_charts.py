"""Courses of indicators and aims on their way, as pictures."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import CourseAim, CourseLine, ProgressRow, Table, course_chart, course_spark, progress_chart
from core.charts.course import _scale
from core.figures import value_text

TODAY = date(2026, 1, 1)
START, END = (date(2024, 1, 1), Decimal(20)), (date(2028, 1, 1), Decimal(60))
TABLE = Table(("Day",), (("1 Jan 2026",),))
POINTS = [(date(2025, 1, 1), Decimal(31)), (TODAY, Decimal("44.8"))]


def texts(picture) -> list[str]:
    return [shape.text.replace("\u00a0", " ") for shape in picture.shapes if shape.kind == "text"]


def drawn(lines, **said):
    return course_chart("Finding", "Sub", lines, TODAY, table=TABLE, **said)


def test_one_line_says_its_values_and_its_target():
    figure = drawn([CourseLine("Ours", POINTS)], unit="%", aim=CourseAim(START, END))
    assert {"31 %", "44.8 %", "60 %", "0"} <= set(texts(figure.wide))
    assert [entry.sign for entry in figure.signs] == ["base", "act", "fore"]


def test_several_lines_say_their_names_and_none_covers_another():
    lines = [CourseLine(f"Land {number}", [(TODAY, Decimal(50 + number))]) for number in range(6)]
    for picture in (drawn(lines).wide, drawn(lines).narrow):
        heights = sorted(shape.y for shape in picture.shapes if shape.kind == "text" and shape.text.startswith("Land"))
        assert len(heights) == 6
        assert min(below - above for above, below in pairwise(heights)) >= 12


def test_from_right_to_left_time_runs_from_the_right():
    line = [CourseLine("Ours", POINTS)]
    plain, turned = drawn(line).wide, drawn(line, is_mirrored=True).wide

    def own(picture):
        return next(shape.points for shape in picture.shapes if shape.kind == "line" and shape.css == "c-own")

    assert own(plain)[0][0] < own(plain)[1][0]
    assert own(turned)[0][0] > own(turned)[1][0]


@given(st.lists(st.decimals(-10_000, 10_000, places=3), max_size=6))
def test_an_axis_starts_at_zero_and_holds_every_value(values):
    bottom, top, step = _scale(values)
    assert bottom <= min([Decimal(0), *values]) <= max([Decimal(0), *values]) <= top
    assert (top - bottom) % step == 0
    assert 1 <= (top - bottom) / step <= 6


def test_without_a_reading_the_spark_is_empty_and_says_why():
    assert course_spark([], CourseAim(None, None), "Not read yet").label == "Not read yet"


def test_a_bar_is_the_way_a_line_the_time_and_no_measure_is_no_bar():
    rows = [
        ProgressRow("Less paper", "/a/", "Behind", Decimal("0.497"), Decimal("0.5")),
        ProgressRow("Trust", "/b/", "No measure defined"),
        ProgressRow("Worse", "/c/", "Behind", Decimal("-0.1"), Decimal("0.5")),
    ]
    figure = progress_chart("Finding", "Sub", rows, heads=("Objective", "State"))
    assert "Behind, 49 %" in texts(figure.wide)
    bars = [shape for shape in figure.wide.shapes if shape.kind == "rect"]
    assert [bar.css for bar in bars] == ["b-track", "b-spent", "b-none", "b-track"]
    assert figure.table.rows[2][2:] == ("\u221210\u00a0%", "50\u00a0%")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("62", "%", "62 %"), ("0.828700", "", "0.8287"), ("1840.000000", "fields", "1,840 fields"), ("0", "", "0")],
)
def test_a_figure_has_as_many_places_as_it_needs(value, unit, said):
    assert value_text(Decimal(value), unit).replace("\u00a0", " ") == said

import itertools
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.charts import (
    Figure,
    MoneyBar,
    ScaleMark,
    StackColumn,
    TimelineBand,
    TimelineRow,
    money_bars,
    scale_line,
    stack_chart,
    timeline_chart,
    timelines_chart,
    trend,
)
from core.charts.shapes import Circle, Line, MarkAt, Picture, Rect, Text

TODAY = date(2026, 11, 24)
NOVEMBER = StackColumn("Nov 2025", {1: 1, 2: 2, 3: 5, 4: 8, 5: 13, None: 2}, short="11")
DECEMBER = StackColumn("Dec 2025", {1: 4, 3: 8, 5: 9}, short="12")
MILESTONES = [
    TimelineRow("Legal basis", date(2026, 1, 30), None, date(2026, 3, 14)),
    TimelineRow("Interface live", date(2026, 8, 31), date(2026, 12, 18)),
    TimelineRow("Roll-out", None, date(2027, 9, 20)),
]

BANDS = [
    TimelineBand("Digital tax account", "/projects/P-2026-0001/", MILESTONES),
    TimelineBand("Border health", "/projects/P-2026-0002/", [], none="no milestone planned"),
]


def stack(**options: object) -> Figure:
    return stack_chart("Red rose", "Projects by round", [NOVEMBER, DECEMBER], **options)


def figures() -> list[Figure]:
    bars = [MoneyBar("Baseline", Decimal("18400000"), "base"), MoneyBar("Spent", Decimal("9700000"), "spent")]
    return [
        stack(),
        stack(steps=3, is_mirrored=True),
        timeline_chart("Late", "Baseline 1", MILESTONES, TODAY),
        timelines_chart("Many", "All", BANDS, TODAY, heads=("Project", "Milestone"), is_mirrored=True),
        money_bars("Over", "Whole life", bars, "EUR", approved=Decimal("18400000")),
        scale_line([ScaleMark("CIO", 4), ScaleMark("Office", 2)]),
    ]


def of(picture: Picture, kind: type) -> list:
    return [shape for shape in picture.shapes if isinstance(shape, kind)]


def column(picture: Picture, position: int) -> list[Rect]:
    left = sorted({rect.x for rect in of(picture, Rect)})[position]
    return [rect for rect in of(picture, Rect) if rect.x == left]


def test_red_stands_on_the_base_line_and_not_rated_on_top() -> None:
    rects = column(stack().wide, 0)
    assert [rect.css for rect in rects] == ["f-red", "f-ar", "f-amber", "f-ag", "f-green", "f-none"]
    assert rects[0].y + rects[0].height == pytest.approx(206, abs=0.1)
    assert [rect.y for rect in rects] == sorted((rect.y for rect in rects), reverse=True)


def test_segments_are_as_high_as_their_number_of_projects_in_every_column() -> None:
    heights = {(rect.css, rect.x): rect.height for rect in of(stack().wide, Rect)}
    first, second = sorted({x for _css, x in heights})
    assert heights["f-green", first] / 13 == pytest.approx(heights["f-green", second] / 9, rel=0.02)


def test_segments_keep_two_units_apart() -> None:
    rects = column(stack().wide, 0)
    gaps = [below.y - (above.y + above.height) for below, above in itertools.pairwise(rects)]
    assert gaps == pytest.approx([2.0] * 5, abs=0.11)


def test_a_thin_segment_has_no_number_inside() -> None:
    numbers = {text.text for text in of(stack().wide, Text) if text.is_figure}
    assert "13" in numbers
    assert "1" not in numbers


def test_the_last_column_is_named_by_mark_number_and_word() -> None:
    picture = stack().wide
    assert [mark.step.key for mark in of(picture, MarkAt)] == ["red", "amber", "green"]
    assert [(text.strong, text.text) for text in of(picture, Text) if text.strong] == [
        ("4", "red"),
        ("8", "amber"),
        ("9", "green"),
    ]


def test_labels_of_thin_segments_do_not_run_into_each_other() -> None:
    thin = StackColumn("2021", {1: 1, 2: 1, 3: 170, 4: 1, 5: 1, None: 1})
    labels = [mark.cy for mark in of(stack_chart("t", "s", [thin]).wide, MarkAt)]
    assert min(below - above for below, above in itertools.pairwise(labels)) >= 14


def test_three_steps_have_three_columns_in_the_table() -> None:
    assert stack(steps=3).table.heads == ("Round", "Green", "Amber", "Red", "Not rated")


def test_the_table_holds_every_count() -> None:
    assert stack().table.rows == (
        ("Nov 2025", "13", "8", "5", "2", "1", "2"),
        ("Dec 2025", "9", "0", "8", "0", "4", "0"),
    )


def test_many_rounds_leave_out_names_that_would_overlap() -> None:
    rounds = [StackColumn(f"Round {number}", {3: number + 1}) for number in range(40)]
    names = [text for text in of(stack_chart("t", "s", rounds).wide, Text) if text.text.startswith("Round")]
    assert names[-1].text == "Round 39"
    assert all(after.x - before.x > 50 for before, after in itertools.pairwise(names))


def test_no_round_is_drawn_without_failing() -> None:
    assert of(stack_chart("t", "s", []).wide, Rect) == []


def test_time_runs_from_the_right_when_mirrored() -> None:
    plain, mirrored = stack().wide, stack(is_mirrored=True).wide
    for before, after in zip(of(plain, Rect), of(mirrored, Rect), strict=True):
        assert after.x + before.x + before.width == pytest.approx(plain.width, abs=0.11)


def test_a_slip_is_solid_when_done_and_dashed_when_forecast() -> None:
    picture = timeline_chart("t", "s", MILESTONES, TODAY).wide
    slips = [line.css for line in of(picture, Line) if line.css.startswith("c-slip")]
    assert slips == ["c-slip", "c-slip-late"]
    assert [circle.css for circle in of(picture, Circle)] == ["c-act", "c-fore", "c-fore"]


def test_a_slip_says_its_days() -> None:
    texts = {text.text for text in of(timeline_chart("t", "s", MILESTONES, TODAY).wide, Text)}
    assert {"+43 d", "+109 d"} <= texts


def test_a_later_day_stands_further_on() -> None:
    circles = of(timeline_chart("t", "s", MILESTONES, TODAY).wide, Circle)
    assert [circle.cx for circle in circles] == sorted(circle.cx for circle in circles)


def test_today_is_named_inside_the_picture_even_after_all_milestones() -> None:
    figure = timeline_chart("t", "s", MILESTONES[:1], date(2031, 1, 1))
    for picture in (figure.wide, figure.narrow):
        tag = next(rect for rect in of(picture, Rect) if rect.css == "c-pill")
        assert 0 <= tag.x <= picture.width - tag.width


def test_a_milestone_without_baseline_has_no_slip_and_says_so_in_the_table() -> None:
    rows = timeline_chart("t", "s", MILESTONES, TODAY).table.rows
    assert rows[2] == ("Roll-out", "–", "20 Sep 2027", "–", "–")
    assert rows[1] == ("Interface live", "31 Aug 2026", "18 Dec 2026", "–", "109")


def test_milestones_that_would_overlap_stand_in_lanes_of_their_own() -> None:
    on, month = date(2026, 6, 1), timedelta(days=30)
    rows = [TimelineRow("Pilot", on, on + 4 * month), TimelineRow("Law", on + month, on + 5 * month)]
    picture = timelines_chart("t", "s", [TimelineBand("Tax", "/", rows)], TODAY, heads=("a", "b")).wide
    assert len({circle.cy for circle in of(picture, Circle)}) == 2
    bands = [rect for rect in of(picture, Rect) if rect.css == "c-row"]
    assert all(bands[0].y < circle.cy < bands[0].y + bands[0].height for circle in of(picture, Circle))


def test_many_time_lines_name_what_is_late_and_lead_to_the_project() -> None:
    figure = timelines_chart("t", "s", BANDS, TODAY, heads=("Project", "Milestone"))
    texts = {text.text for text in of(figure.wide, Text)}
    assert {"+109 d", "Interface live", "no milestone planned"} <= texts
    assert "Legal basis" not in texts
    assert figure.table.rows[-1] == ("Border health", "no milestone planned", "–", "–", "–", "–")
    assert 'href="/projects/P-2026-0002/"' in render_to_string("charts/figure.html", {"figure": figure})


def test_bars_start_at_zero_and_keep_their_proportion() -> None:
    baseline, spent = of(figures()[4].wide, Rect)
    assert baseline.x == spent.x
    assert spent.width / baseline.width == pytest.approx(9.7 / 18.4, rel=0.01)


def test_a_sum_nobody_gave_has_words_and_no_bar() -> None:
    figure = money_bars("t", "s", [MoneyBar("Benefits", None)], "EUR")
    assert of(figure.wide, Rect) == []
    assert figure.table.rows == (("Benefits", "not given"),)


def test_the_trend_ends_in_the_mark_of_the_last_rating() -> None:
    drawn = trend([5, 4, 4, 2])
    marks = of(drawn.picture, MarkAt)
    assert [mark.step.key for mark in marks] == ["ar"]
    assert drawn.label == "Green 3 rounds ago, now amber/red"


def test_the_trend_breaks_where_nobody_rated() -> None:
    runs = [line for line in of(trend([5, 4, None, 3, 3]).picture, Line) if line.css == "ln"]
    assert [len(line.points) for line in runs] == [2, 2]


def test_the_trend_of_an_unrated_last_round_has_no_mark() -> None:
    drawn = trend([5, None])
    assert of(drawn.picture, MarkAt) == []
    assert drawn.label == "Green one round ago, now not rated"


def test_a_better_rating_stands_higher() -> None:
    line = next(line for line in of(trend([1, 5]).picture, Line) if line.css == "ln")
    assert line.points[0][1] > line.points[1][1]


def test_the_scale_line_reaches_from_the_worst_to_the_best_rating() -> None:
    figure = scale_line([ScaleMark("CIO", 4), ScaleMark("Office", 2), ScaleMark("Computed", None)])
    slip = next(line for line in of(figure.wide, Line) if line.css == "c-slip")
    places = {mark.step.key: mark.cx for mark in of(figure.wide, MarkAt)}
    assert [x for x, _y in slip.points] == [places["ar"], places["ag"]]
    assert figure.label == "On the scale: CIO amber/green, Office amber/red"


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.key)
def test_nothing_leaves_its_picture(figure: Figure) -> None:
    for picture in (figure.wide, figure.narrow):
        for rect in of(picture, Rect):
            assert rect.x >= 0
            assert rect.x + rect.width <= picture.width + 0.1


@pytest.mark.parametrize("language", ["en", "ar", "de"])
@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.key)
def test_a_figure_has_both_pictures_no_style_and_numbers_an_svg_can_read(figure: Figure, language: str) -> None:
    with translation.override(language):
        page = render_to_string("charts/figure.html", {"figure": figure})
    assert page.count('role="img"') == 2
    assert "style=" not in page
    numbers = re.findall(r' (?:x|y|cx|cy|r|width|height)="([^"]*)"', page)
    assert numbers
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)


def test_the_download_is_offered_only_where_there_is_one() -> None:
    offered = render_to_string("charts/figure.html", {"figure": stack(download_path="/picture.svg")})
    assert 'href="/picture.svg"' in offered
    assert "Download" not in render_to_string("charts/figure.html", {"figure": stack()})

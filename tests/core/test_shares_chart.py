"""Bars of shares: whole, in order, told apart without colour."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.charts import Figure, ShareRow, shares_chart
from core.charts.shapes import Picture, Rect, Text

PARTS = ("On time", "Late", "No answer", "Not yet due")
ROWS = [
    ShareRow("Ministry of Finance", (6, 1, 2, 1), "6 of 9", "/institutions/finance/"),
    ShareRow("State Agency for Border Control and Migration of the Republic", (1, 0, 0, 0), "1 of 1"),
    ShareRow("Ministry of Health", (0, 0, 0, 0), "none due"),
]


def drawn(**options: object) -> Figure:
    return shares_chart("Most answer in time", "By ministry", ROWS, PARTS, heads=("Institution", "On time"), **options)


def of(picture: Picture, kind: type) -> list:
    return [shape for shape in picture.shapes if isinstance(shape, kind)]


def bar(picture: Picture, position: int) -> list[Rect]:
    """The segments of the first rows that have any; the key above is made of squares."""
    segments = [rect for rect in of(picture, Rect) if rect.height != rect.width]
    return [rect for rect in segments if rect.y == sorted({each.y for each in segments})[position]]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_segments_fill_the_room_in_the_order_of_the_parts_and_in_proportion(width) -> None:
    first, second = (bar(getattr(drawn(), width), position) for position in (0, 1))
    assert [rect.css for rect in first] == ["b-spent", "b-fore", "b-missing", "b-track"]
    assert first[0].width / first[2].width == pytest.approx(3, rel=0.01)
    assert [rect.css for rect in second] == ["b-spent"]
    end = first[-1].x + first[-1].width
    assert second[0].x + second[0].width == pytest.approx(end, abs=0.2)


def test_who_was_asked_nothing_has_words_and_no_bar() -> None:
    figure = drawn()
    segments = [rect for rect in of(figure.wide, Rect) if rect.height != rect.width]
    assert len({rect.y for rect in segments}) == 2
    assert "none due" in {text.text for text in of(figure.wide, Text)}


def test_a_thin_segment_has_no_number_inside_and_the_table_has_it() -> None:
    figure = shares_chart("t", "s", [ShareRow("Finance", (200, 1), "200 of 201")], PARTS[:2], heads=("Who", "On time"))
    assert "1" not in {text.text for text in of(figure.narrow, Text)}
    assert figure.table.rows == (("Finance", "200", "1", "200 of 201"),)
    assert figure.table.heads == ("Who", "On time", "Late", "On time")


def test_every_part_is_named_beside_its_fill() -> None:
    for picture in (drawn().wide, drawn().narrow):
        assert set(PARTS) <= {text.text for text in of(picture, Text)}
        assert [rect.css for rect in of(picture, Rect)[:4]] == ["b-spent", "b-fore", "b-missing", "b-track"]


def test_a_name_in_the_table_leads_to_the_institution() -> None:
    assert 'href="/institutions/finance/"' in render_to_string("charts/figure.html", {"figure": drawn()})


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_nothing_leaves_its_picture(is_mirrored) -> None:
    figure = drawn(is_mirrored=is_mirrored)
    for picture in (figure.wide, figure.narrow):
        for rect in of(picture, Rect):
            assert 0 <= rect.x <= rect.x + rect.width <= picture.width + 0.1
            assert rect.y + rect.height <= picture.height
        for text in of(picture, Text):
            assert 0 <= text.x <= picture.width
            assert text.y <= picture.height


@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_numbers_are_such_as_an_svg_can_read(language) -> None:
    with translation.override(language):
        page = render_to_string("charts/figure.html", {"figure": drawn()})
    assert page.count('role="img"') == 2
    assert "style=" not in page
    numbers = re.findall(r' (?:x|y|width|height)="([^"]*)"', page)
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)


def test_no_row_is_drawn_without_failing() -> None:
    assert shares_chart("t", "s", [], PARTS, heads=("Who", "On time")).table.rows == ()

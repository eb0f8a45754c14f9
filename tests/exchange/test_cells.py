from datetime import date
from decimal import Decimal

import pytest

from exchange import cells
from exchange.cells import DateFormat, MoneyFormat, Unreadable

POUNDS = MoneyFormat(unit="million", symbols=("£",))


@pytest.mark.parametrize(
    ("cell", "form", "amount"),
    [
        ("£1,234.56", POUNDS, "1234560000.00"),
        ("\xa0£20.60 ", POUNDS, "20600000.00"),
        ("£ 1 234.5", POUNDS, "1234500000.00"),
        ("-£3.5", POUNDS, "-3500000.00"),
        ("(3.5)", POUNDS, "-3500000.00"),
        ("£0.00", POUNDS, "0.00"),
        ("1.234,56 €", MoneyFormat(symbols=("€",), decimal=",", thousands="."), "1234.56"),
        ("1 234 567", MoneyFormat(thousands=""), "1234567.00"),
        ("$1.2bn", MoneyFormat(symbols=("$",), suffixes={"bn": "billion"}), "1200000000.00"),
        (Decimal("654.46"), POUNDS, "654460000.00"),
        ("0.005", MoneyFormat(), "0.01"),
    ],
)
def test_money_is_read_in_whole_units(cell, form, amount):
    assert cells.read_money(cell, form) == Decimal(amount)


@pytest.mark.parametrize("cell", ["", "TBD", "£1,23.4", "1.2.3", "12 pounds", "£", "1e9", "--3"])
def test_what_is_no_sum_is_refused_with_the_form_it_should_have(cell):
    with pytest.raises(Unreadable, match=r"£1,234\.56"):
        cells.read_money(cell, POUNDS)


def test_a_sum_beyond_the_column_points_to_the_unit():
    with pytest.raises(Unreadable, match="unit"):
        cells.read_money("99,999,999,999", POUNDS)


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("31.12.20", DateFormat(("%d.%m.%y", "%Y-%m-%d")), date(2020, 12, 31)),
        ("2020-12-31", DateFormat(("%d.%m.%y", "%Y-%m-%d")), date(2020, 12, 31)),
        ("01.04.69", DateFormat(("%d.%m.%y",)), date(2069, 4, 1)),
        ("01.04.70", DateFormat(("%d.%m.%y",)), date(1970, 4, 1)),
        ("01.04.51", DateFormat(("%d.%m.%y",), first_year=1950), date(1951, 4, 1)),
        ("366", DateFormat(("days since 2000-01-01",)), date(2001, 1, 1)),
        (date(2024, 2, 29), DateFormat(("%d.%m.%y",)), date(2024, 2, 29)),
        (" 1  March 2024 ", DateFormat(("%d %B %Y",)), date(2024, 3, 1)),
    ],
)
def test_dates_are_read_by_the_first_format_that_fits(cell, form, day):
    assert cells.read_date(cell, form) == day


@pytest.mark.parametrize("cell", ["31.02.20", "TBD", "2020", "29.02.23", "12/31/2020"])
def test_what_is_no_date_is_refused_with_the_formats(cell):
    with pytest.raises(Unreadable, match=r"%d\.%m\.%y"):
        cells.read_date(cell, DateFormat(("%d.%m.%y",)))


@pytest.mark.parametrize("cell", ["Amber/Red", "amber/red", "AMBER / RED", " Amber/  red "])
def test_a_choice_is_found_in_any_case_and_spacing(cell):
    assert cells.read_choice(cell, {"amber/red": "amber/red"}) == "amber/red"


def test_an_unknown_choice_names_the_known_ones():
    with pytest.raises(Unreadable, match="amber, green"):
        cells.read_choice("Purple", {"green": "green", "amber": "amber"})


def test_names_are_split_and_kept_once():
    assert cells.read_names(["DEFRA & DFT"], [" & "]) == ["DEFRA", "DFT"]
    assert cells.read_names(["DEFRA & DEFRA"], [" & "]) == ["DEFRA"]
    assert cells.read_names(["B & Q"], []) == ["B & Q"]


def test_text_loses_control_signs_and_keeps_its_lines():
    assert cells.plain(" one\r\ntwo\rthree\x9d\x00 ") == "one\ntwo\nthree"


def test_too_long_a_text_says_by_how_much():
    with pytest.raises(Unreadable, match="11 letters; at most 10"):
        cells.read_text("x" * 11, 10)

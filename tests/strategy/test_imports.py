"""One edition of an index from a file, checked first, all or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from exchange.profiles import read_profile
from exchange.services import Upload, import_file
from strategy.models import IndexCountry, Indicator, Reading
from strategy.services import define_indicator

PROFILE = """
name = "readiness"
target = "indices"

[fields]
country = "Code"
name = "Country"
value = "Score"
rank = { column = "Rank", optional = true }
year = { column = "Year", optional = true }

[index]
code = "readiness"
title = "Readiness"
better = "higher"
source = "Yearbook"
"""
HEAD = "Code,Country,Score,Rank"
ROWS = ("XVL,Velmar,0.61,7", "XNB,Nordby,0.70,3")

pytestmark = pytest.mark.django_db


def load(*rows: str, head: str = HEAD, profile: str = PROFILE, **options: str):
    content = "\n".join((head, *rows)).encode()
    said = {"year": "2024", "country": "xvl"} | options
    return import_file(Upload("index.csv", content, read_profile(profile), said, {}), by=None, at=timezone.now())


def counts(outcome) -> tuple[int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged


def problems(outcome) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in outcome.problems]


def test_an_edition_becomes_an_index_its_countries_and_their_readings():
    assert counts(load(*ROWS)) == (2, 0, 0)
    index = Indicator.objects.get()
    assert (index.code, index.country.code, index.is_index) == ("readiness", "XVL", True)
    ours = Reading.objects.own().get()
    assert (ours.on, ours.value, ours.rank, ours.evidence) == (date(2024, 1, 1), Decimal("0.61"), 7, "Yearbook, 2024")
    assert ours.import_run.file_name == "index.csv"


def test_the_same_file_again_changes_nothing_and_the_next_edition_adds():
    load(*ROWS)
    again = load(*ROWS)
    assert (counts(again), again.changes_anything) == ((0, 0, 2), False)
    assert counts(load("XVL,Velmar,0.66,6", ROWS[1], year="2025")) == (2, 0, 0)
    assert counts(load("XVL,Velmar,0.62,7", ROWS[1])) == (0, 1, 1)
    assert (Indicator.objects.count(), Reading.objects.count(), IndexCountry.objects.count()) == (1, 4, 2)


def test_every_error_names_row_column_and_value_and_nothing_is_written():
    found = load("XVL,Velmar,high,7", "XN,Nordby,0.7,3", "XVL,Velmar,0.6,7", "XSR,Sarenia,0.5,first")
    assert problems(found) == [(2, "Score", "high"), (3, "Code", "XN"), (4, "Code", "XVL"), (5, "Rank", "first")]
    assert all("Write" in problem.reason or "Remove" in problem.reason for problem in found.problems)
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("options", "column"), [({"year": "24"}, "year"), ({"year": "2999"}, "year"), ({"country": "Velmar"}, "country")]
)
def test_a_wrong_year_or_country_is_told(options, column):
    assert column in problems(load(*ROWS, **options))[0][1].casefold()


def test_a_file_without_our_country_is_refused():
    assert "no row of our country in 2024" in load(ROWS[1]).problems[0].reason


def test_only_the_edition_asked_for_is_read():
    head = "Code,Country,Score,Year"
    found = load("XVL,Velmar,0.5,2022", "XVL,Velmar,0.6,2024", head=head)
    assert (counts(found), found.notes) == ((1, 0, 0), ["1 row of another year is left alone."])
    assert Reading.objects.get().value == Decimal("0.6")


def test_a_line_of_sums_at_the_end_is_left_out_and_named():
    found = load(*ROWS, ",,1.31,", "XTK,Tarkonia,,")
    assert counts(found) == (2, 0, 0)
    assert [(line.row, line.name, line.column) for line in found.left_out] == [
        (4, "", "Code"),
        (5, "Tarkonia", "Score"),
    ]


def test_a_profile_without_the_column_of_the_values_is_told():
    found = load(*ROWS, profile=PROFILE.replace('value = "Score"\n', ""))
    assert problems(found) == [(None, "fields.value", "")]


def test_our_country_of_an_index_is_not_swapped_by_a_file():
    load(*ROWS)
    assert "On record our country in this index is XVL" in load(*ROWS, country="XNB").problems[0].reason


def test_an_indicator_of_our_own_is_not_made_an_index(coordinator):
    define_indicator(by=coordinator, title="Readiness", better="higher")
    assert "An indicator of our own has this code" in load(*ROWS).problems[0].reason


def test_a_profile_that_does_not_name_its_index_is_refused():
    from exchange.problems import Refused

    with pytest.raises(Refused, match="missing"):
        read_profile(PROFILE.replace('title = "Readiness"\n', ""))


def test_countries_are_named_and_grouped():
    profile = (
        'name = "lands"\ntarget = "index-countries"\n[fields]\ncountry = "Code"\nname = "Country"\nregion = "Region"\n'
    )
    load(*ROWS)
    head = "Code,Country,Region"
    assert counts(load("XVL,Velmar,North", "XTK,Tarkonia,South", head=head, profile=profile)) == (1, 1, 0)
    assert counts(load("XVL,Velmar,North", "XTK,Tarkonia,South", head=head, profile=profile)) == (0, 0, 2)
    assert IndexCountry.objects.get(code="XVL").region == "North"

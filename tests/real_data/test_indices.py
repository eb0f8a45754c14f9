"""The E-Government Development Index of 2016 and 2018 and the GovTech Maturity Index, read unchanged."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from strategy.models import IndexCountry, Indicator, Reading
from tests.ministries.test_pages import text

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "indices"

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real data is not here: {FOLDER}"),
    pytest.mark.django_db,
]


def load(file: str, profile: str, year: str, country: str = "EST") -> dict[str, Any]:
    out = StringIO()
    call_command("import_index", str(FOLDER / file), profile=profile, year=year, country=country, json=True, stdout=out)
    return json.loads(out.getvalue())


def load_countries() -> dict[str, Any]:
    out = StringIO()
    file = str(FOLDER / "countries-data_EN.csv")
    call_command("import_index_countries", file, profile="un-countries", json=True, stdout=out)
    return json.loads(out.getvalue())


def counts(said: dict[str, Any]) -> tuple[int, int, int]:
    return said["new"], said["changed"], said["unchanged"]


@pytest.fixture
def both_years(country) -> None:
    for year in ("2016", "2018"):
        assert counts(load(f"egdi-{year}.csv", "un-egdi", year)) == (193, 0, 0)


def test_both_editions_are_one_index_and_the_same_file_again_changes_nothing(both_years):
    assert counts(load("egdi-2018.csv", "un-egdi", "2018")) == (0, 0, 193)
    assert Indicator.objects.get().country.name == "Estonia"
    assert Reading.objects.count() == 386
    ireland = Reading.objects.get(country__code="IRL", on__year=2018)
    assert (ireland.value, ireland.rank) == (Decimal("0.8287"), 22)


@pytest.mark.parametrize(
    "profile", ["un-online-services", "un-telecommunication", "un-human-capital", "un-e-participation"]
)
def test_its_parts_are_indices_of_their_own(country, profile):
    assert counts(load("egdi-2016.csv", profile, "2016")) == (193, 0, 0)


def test_the_names_of_countries_come_with_their_regions(both_years):
    said = load_countries()
    assert said["errors"] == []
    assert counts(load_countries()) == (0, 0, 193)
    estonia = IndexCountry.objects.get(code="EST")
    assert (estonia.region, estonia.income) == ("Europe", "High")


def test_the_maturity_index_is_read_edition_by_edition(country):
    first = load("Clean_GovTech.xlsx", "wb-gtmi", "2020")
    second = load("Clean_GovTech.xlsx", "wb-gtmi", "2022")
    assert (first["errors"], second["errors"]) == ([], [])
    assert (first["new"], second["new"]) == (198, 198)
    assert {line["reason"] for line in second["left_out"]} == {"Without a country and a value there is no reading."}
    assert counts(load("Clean_GovTech.xlsx", "wb-gtmi", "2022")) == (0, 0, second["new"])
    afghanistan = Reading.objects.get(country__code="AFG", on__year=2022)
    assert afghanistan.value == Decimal("0.353608")


def test_a_country_is_compared_with_five_others(both_years, browse, decision_maker):
    said = "&".join(f"with{number}={code}" for number, code in enumerate(("FIN", "LVA", "LTU", "DNK", "POL"), start=1))
    page = text(browse(decision_maker).get(f"{reverse('strategy:index-compare')}?country=EST&{said}"))
    assert "Estonia had 0.8486 in 2018, place 3 of the 6 shown; rank 16 of all countries" in page

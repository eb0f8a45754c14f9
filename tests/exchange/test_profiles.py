from pathlib import Path

import pytest

from exchange.files import read_table
from exchange.problems import Refused
from exchange.profiles import built_in_profiles, find_profile, read_profile
from exchange.rows import read_rows

PROFILE = (Path(__file__).parent / "sheet.toml").read_text()


def problems(text: str):
    with pytest.raises(Refused) as caught:
        read_profile(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('unit = "million"', 'unit = "lakh"', "money.unit", "one, thousand, million, billion"),
        ('formats = ["%d.%m.%Y"]', 'formats = ["%H"]', "dates.formats", "%d.%m.%Y"),
        ('separator = ";"', 'separator = ";;"', "file.separator", "one sign"),
        ('"windows-1252"]', '"klingon"]', "file.encodings", "utf-8"),
        ('title = "Project name"', "", "fields.title", "column"),
        ('cost = "Total', 'costs = "Total', "fields.costs", "spelling"),
        ('currency = "EUR"', 'currency = "euro"', "defaults.currency", "ISO 4217"),
        ("withheld = ['^Exempt']", "withheld = ['(']", "values.withheld", "regular expression"),
        ("withheld = ['^Exempt']", "withheld = { '(' = \"secret\" }", "values.withheld", "regular expression"),
        ("[assessment]", '[earlier.2024]\ncost = "Cost"\n[assessment]', "earlier.2024.cost", "spelling"),
        ('by = "reviewer"', 'by = "somebody"', "assessment.by", "reviewer, office, cio"),
        ('assessor = "Court of Audit"', "", "assessment.assessor", "whose rating"),
        ('year_starts = "01-01"', 'year_starts = "1 January"', "round.year_starts", "04-01"),
        ('target = "projects"', 'target = "dinners"', "target", "projects"),
        ('name = "our-sheet"', 'name = "Our sheet"', "name", "small letters"),
        ("independent = true", 'independent = "yes"', "assessment.independent", "true or false"),
    ],
)
def test_a_fault_in_a_profile_is_told_by_line_and_key(old, new, key, words):
    text = PROFILE.replace(old, new)
    (problem,) = problems(text)
    assert problem.column == key
    assert words in problem.reason
    written = [number for number, line in enumerate(text.splitlines(), 1) if new and new in line]
    assert not written or problem.row == written[0]


def test_all_faults_are_told_at_once():
    text = PROFILE.replace('unit = "million"', 'unit = "lakh"').replace('"EUR"', '"euro"')
    assert {problem.column for problem in problems(text)} == {"money.unit", "defaults.currency"}


def test_what_is_no_toml_is_told_by_its_line():
    (problem,) = problems(PROFILE.replace("[money]", "[money"))
    assert problem.row == PROFILE.splitlines().index("[money]") + 1


def test_profiles_of_the_product_are_found_by_name(db):
    assert "uk-major-projects" in built_in_profiles()
    for name in built_in_profiles():
        assert find_profile(name).name == name


def test_an_unknown_profile_names_those_there_are(db):
    with pytest.raises(Refused, match="uk-major-projects"):
        find_profile("uk-minor-projects")


def read(sheet: str, profile: str = PROFILE):
    read_by = read_profile(profile)
    return read_rows(read_table("a.csv", sheet.encode(), read_by.shape), read_by)


HEAD = "Project name;Ministry;Confidence rating;Start date;Total cost (million EUR)\n"


def test_values_withheld_and_not_given_are_told_apart():
    (row,) = read(HEAD + "x;Justice;Exempt: secret;Exempt: secret;TBD\n").rows
    assert row.withheld("rating", "starts_on") == {"rating": "Exempt: secret", "starts_on": "Exempt: secret"}
    assert (row.money("cost"), row.values["cost"]) == (None, None)


def test_every_fault_is_told_at_its_cell():
    reading = read(HEAD + "x;Justice;Purple;31.02.2024;many\n;Health;Green;01.01.2024;1\n")
    assert {(problem.row, problem.column, problem.value) for problem in reading.problems} == {
        (2, "Confidence rating", "Purple"),
        (2, "Start date", "31.02.2024"),
        (2, "Total cost (million EUR)", "many"),
        (3, "Project name", ""),
    }


def test_a_missing_column_is_an_error_unless_it_is_optional():
    reading = read(HEAD.replace("Start date", "Beginning") + "x;Justice;Green;01.01.2024;1\n")
    (problem,) = reading.problems
    assert (problem.row, problem.column) == (1, "Start date")
    assert "Beginning" in problem.reason
    assert reading.unread == ["Beginning"]


def test_a_column_knowingly_left_out_is_not_told():
    profile = PROFILE.replace('target = "projects"', 'target = "projects"\nignore = ["Remarks"]')
    sheet = HEAD.strip() + ";Remarks;Other\nx;Justice;Green;01.01.2024;1;a;b\n"
    assert read(sheet, profile).unread == ["Other"]


def test_a_field_may_be_the_same_for_every_row():
    profile = PROFILE.replace(
        'institution = { column = "Ministry", split = " & " }', 'institution = { value = "Justice" }'
    )
    assert read(HEAD + "x;;Green;01.01.2024;1\n", profile).rows[0].names("institution") == ["Justice"]

"""One file that speaks of more than one round."""

import pytest
from django.utils import timezone

from exchange.profiles import read_profile
from exchange.services import Upload, check, import_file
from ministries.models import Country
from projects.models import Assessment, Current, Project, Report, Round
from tests.projects.test_imports import PROFILE

TWO = PROFILE.replace(
    "[assessment]",
    '[fields.stage]\ncolumn = "State"\n\n[earlier.2024]\nrating = "Confidence last year"\n\n[assessment]',
)
HEAD = "Project name;Ministry;Confidence rating;Confidence last year;Start date;Total cost (million EUR);Number;State"
LAND = "Land register online;JUS;Amber/Red;Green;01.04.2024;12,5;JUS-001;delivery"
HEALTH = "One health record;HEA;Green;tbd;01.01.2023;tbd;HEA-001;delivery"
FERRY = "Ferry tickets;INT;Amber;;01.01.2025;3;INT-001;delivery"


def upload(*rows: str, round_: str = "2025", profile: str = TWO) -> Upload:
    content = "\n".join((HEAD, *rows)).encode()
    return Upload("sheet.csv", content, read_profile(profile), {"round": round_}, {})


def load(*rows: str, **said: str):
    return import_file(upload(*rows, **said), by=None, at=timezone.now())


def test_a_row_belongs_to_the_earlier_round_where_it_says_something_of_it(country):
    outcome = load(LAND, HEALTH, FERRY)
    assert (outcome.new, outcome.problems) == (3, [])
    assert "Of round 2024 the file says: green 1, not rated 1." in map(str, outcome.notes)
    before = Assessment.objects.filter(round__name="2024").values_list("project__title", "rating")
    assert set(before) == {("Land register online", 5), ("One health record", None)}
    assert Report.objects.filter(round__name="2024").count() == 2
    assert Current.objects.get(project__title="Land register online").trend == [5, 2]
    assert Project.objects.get(title="Land register online").stage_since_on.isoformat() == "2024-01-01"


def test_plan_and_money_belong_to_the_round_of_the_file_alone(country):
    load(LAND)
    land = Project.objects.get()
    assert [each.approved_on.year for each in land.baselines.all()] == [2025]
    assert set(land.reports.values_list("round__name", flat=True)) == {"2024", "2025"}


def test_the_same_file_again_changes_nothing(country):
    load(LAND, HEALTH, FERRY)
    again = load(LAND, HEALTH, FERRY)
    assert (again.new, again.changed, again.unchanged, again.changes_anything) == (0, 0, 3, False)


def test_a_rating_corrected_of_the_earlier_round_is_one_change(country):
    load(LAND, HEALTH)
    assert load(LAND.replace(";Green;", ";Red;"), HEALTH).changed == 1
    assert Assessment.objects.get(round__name="2024", project__title="Land register online").rating == 1


def test_a_report_of_the_earlier_round_stays_as_its_own_file_gave_it(country):
    load(LAND.replace("Green", ""), round_="2024", profile=PROFILE)
    before = Report.objects.get(round__name="2024").submissions.count()
    load(LAND)
    assert Report.objects.get(round__name="2024").submissions.count() == before == 1


def test_an_unreadable_rating_of_the_earlier_round_is_told_at_its_cell(country):
    (problem,) = check(upload(LAND.replace(";Green;", ";Splendid;")), on=timezone.localdate()).problems
    assert (problem.row, problem.column, problem.value) == (2, "Confidence last year", "Splendid")


@pytest.mark.parametrize("round_", ["2024", "2023"])
def test_a_file_of_two_rounds_is_refused_for_a_round_that_is_not_the_later_one(country, round_):
    (problem,) = load(LAND, round_=round_).problems
    assert problem.column == "round"
    assert "earlier" in problem.reason
    assert not Round.objects.exists()


def test_a_country_of_three_steps_refuses_a_fourth_in_either_round(country):
    Country.objects.update(rating_steps=Country.Steps.THREE)
    (problem,) = load(LAND.replace("Amber/Red", "Red").replace(";Green;", ";Amber/Green;")).problems
    assert (problem.row, problem.value) == (2, "amber/green")


def test_a_reason_may_stand_in_the_profile(country):
    profile = TWO.replace("withheld = ['^Exempt']", "withheld = { '^Exempt' = \"Not for publication\" }")
    load(LAND.replace("12,5", "Exempt"), profile=profile)
    assert Project.objects.get().baselines.get().withheld == {"cost": "Not for publication"}


ONE_HEAD = HEAD.replace("Confidence last year;", "").replace(";State", "")
LAST_YEAR = ("Land register online;JUS;Green;01.04.2024;12,5;JUS-001", "Old archive;INT;Amber;tbd;1;INT-009")
THIS_YEAR = ("Land register online;JUS;Amber;01.04.2024;20;JUS-001", "Ferry tickets;INT;Amber;01.01.2025;3;INT-001")


def of_one_round(*rows: str, round_: str) -> Upload:
    content = "\n".join((ONE_HEAD, *rows)).encode()
    return Upload("sheet.csv", content, read_profile(PROFILE), {"round": round_}, {})


def test_a_further_year_says_what_it_moves_before_anything_is_written(country):
    first = import_file(of_one_round(*LAST_YEAR, round_="2024"), by=None, at=timezone.now())
    assert first.moves == []
    found = check(of_one_round(*THIS_YEAR, round_="2025"), on=timezone.localdate()).moves
    assert [(move.what, move.name, move.before, move.now) for move in found] == [
        ("New", "Ferry tickets", "", ""),
        ("Gone", "Old archive", "", ""),
        ("Costs more", "Land register online", "12,500,000 EUR", "20,000,000 EUR"),
        ("Rated worse", "Land register online", "green", "amber"),
    ]
    assert Project.objects.count() == 2

"""What a portfolio says over several rounds, on a made-up one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import Access, Kind
from projects.account import account
from projects.models import Project, Round
from tests.projects.test_imports import load

YEARS = {
    "2023": ("Sewers;JUS;Green;tbd;10;A", "Roads;JUS;Amber;tbd;20;B", "Old;JUS;Red;tbd;1;C", "Posts;INT;Amber;tbd;;D"),
    "2024": ("Sewers;JUS;Amber/Green;tbd;12;A", "Roads;JUS;Amber;tbd;15;B", "Posts;INT;Exempt, secret;tbd;3;D"),
    "2025": (
        "Sewers;JUS;Amber/Red;tbd;12;A",
        "Roads;JUS;Amber/Red;tbd;15;B",
        "New;INT;;tbd;7;E",
        "Posts;INT;Red;tbd;4;D",
    ),
}
OFFICE = Access(Kind.OFFICE)


@pytest.fixture
def three_years(country):
    for year, rows in YEARS.items():
        assert load(*rows, round_=year).may_be_applied


def printed(rounds: str = "2023,2024,2025") -> str:
    out = StringIO()
    call_command("portfolio_account", "--rounds", rounds, stdout=out)
    return out.getvalue()


def test_the_command_says_what_the_portfolio_did(three_years):
    assert (
        printed()
        == """\
Rounds
  2023: 4 projects: green 1, amber/green 0, amber 2, amber/red 0, red 1, exempt 0, not rated 0
  2024: 3 projects: green 0, amber/green 1, amber 1, amber/red 0, red 0, exempt 1, not rated 0
  2025: 4 projects: green 0, amber/green 0, amber 0, amber/red 2, red 1, exempt 0, not rated 1

From round to round
  2023 to 2024: 0 came, 1 left, 3 in both; of 2 rated in both 1 fell, 0 rose, 1 stayed: -1 steps together
  2024 to 2025: 1 came, 0 left, 3 in both; of 2 rated in both 2 fell, 0 rose, 0 stayed: -3 steps together

Expected whole-life cost of those in both rounds
  2023 to 2024: 30 to 27 million EUR (-3); 1 cost more, 1 less
  2024 to 2025: 30 to 31 million EUR (+1); 1 cost more, 0 less

Fell between their first and their last rating: 3, by 6 steps together
  Sewers: green 2023, amber/red 2025, 3 steps
  Posts: amber 2023, red 2025, 2 steps
  Roads: amber 2023, amber/red 2025, 1 step

Amber or worse in all 3 rounds: 1 of 2 rated in each; amber in each: 0
  Roads: amber, amber, amber/red

Left before 2025: 1
  With the last rating: red 1
  Old: 2023, red

"""
    )


def test_rounds_count_by_their_days_and_not_by_the_order_they_are_named_in(three_years):
    assert printed("2025, 2023,2024") == printed()


@pytest.mark.parametrize(("rounds", "words"), [("2023,2099", "No round is called 2099"), ("2023", "two rounds")])
def test_a_round_that_is_not_there_is_told(three_years, rounds, words):
    with pytest.raises(CommandError, match=words):
        printed(rounds)


def test_a_reader_hears_of_the_projects_they_see_only(three_years):
    Project.objects.filter(title="Sewers").update(visibility="restricted")
    found = account(list(Round.objects.all()), Access(Kind.OFFICIAL))
    assert {course.project.title for course in found.courses} == {"Roads", "Old", "Posts", "New"}


def test_it_asks_as_much_for_many_as_for_few(three_years):
    rounds = list(Round.objects.all())
    with CaptureQueriesContext(connection) as few:
        account(rounds, OFFICE)
    load(*YEARS["2025"], *(f"Project number {n};INT;Amber;tbd;1;N{n}" for n in range(40)), round_="2025")
    with CaptureQueriesContext(connection) as many:
        account(rounds, OFFICE)
    assert len(many) == len(few) <= 18

"""Terms in working days over year ends and holidays, and how one request stands on one day."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from core.dates import is_working_day, working_days_between
from legislation.rules.terms import COUNTED, Standing, count, is_short, standing

DAY = timedelta(days=1)
ESTONIA = country_holidays("EE")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def is_holiday(day):
    return day in ESTONIA


def nothing_off(day):
    return False


def test_a_term_over_christmas_and_the_new_year_skips_their_holidays():
    """Opened on Friday 18 December 2026; 24 and 25 December and 1 January are days off in the week."""
    counted = count(date(2026, 12, 18), 10, is_holiday)
    assert counted.holidays == (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1))
    assert counted.due_on == date(2027, 1, 6)
    assert count(date(2026, 12, 18), 10, nothing_off).due_on == date(2027, 1, 1)


@pytest.mark.parametrize("opened_on", [date(2026, 12, 18), date(2026, 12, 19), date(2026, 12, 20)])
def test_a_round_opened_on_a_weekend_is_counted_from_monday(opened_on):
    assert count(opened_on, 1, is_holiday).due_on == date(2026, 12, 21)


@given(starts_on=DAYS, days=st.integers(1, 60))
def test_a_term_has_exactly_its_working_days_and_ends_on_one(starts_on, days):
    counted = count(starts_on, days, is_holiday)
    assert working_days_between(starts_on, counted.due_on, is_holiday) == days
    assert is_working_day(counted.due_on, is_holiday)
    assert all(day in ESTONIA and day.weekday() < 5 and starts_on < day < counted.due_on for day in counted.holidays)


def test_only_a_term_below_the_least_is_short():
    assert (is_short(9, 10), is_short(10, 10), is_short(15, 10)) == (True, False, False)


@pytest.mark.parametrize(
    ("first", "on", "ended", "stands"),
    [
        (None, 0, None, Standing.AWAITED),
        (None, 10, None, Standing.AWAITED),
        (None, 11, None, Standing.SILENT),
        (10, 30, None, Standing.ON_TIME),
        (11, 30, 12, Standing.LATE),
        (11, 10, None, Standing.AWAITED),
        (None, 30, 5, Standing.CALLED_OFF),
        (None, 30, 11, Standing.SILENT),
        (None, -1, None, Standing.NOT_ASKED),
    ],
)
def test_a_request_due_on_the_tenth_day_stands_as(first, on, ended, stands):
    asked_on = date(2026, 3, 2)

    def after(days):
        return None if days is None else asked_on + days * DAY

    found = standing(
        asked_on=asked_on, due_on=after(10), first_on=after(first), on=after(on), ended_on=after(ended)
    )  # fmt: skip
    assert found == stands


def test_nobody_is_counted_before_it_is_asked():
    assert standing(asked_on=None, due_on=None, first_on=None, on=date(2026, 3, 2)) == Standing.NOT_ASKED


@given(asked_on=DAYS, term=st.integers(1, 60), first=st.none() | st.integers(0, 90), on=st.integers(0, 200))
def test_once_a_request_counts_it_never_counts_otherwise_but_for_a_late_answer(asked_on, term, first, on):
    due_on = asked_on + term * DAY
    first_on = None if first is None else asked_on + first * DAY

    def stood(days):
        return standing(asked_on=asked_on, due_on=due_on, first_on=first_on, on=asked_on + days * DAY)

    now, later = stood(on), stood(on + 1)
    if now in COUNTED and now != later:
        assert (now, later) == (Standing.SILENT, Standing.LATE)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import is_working_day
from core.questions import Due, DueKind
from core.records import Ref
from digests.services.reasons import Reason, news_of, reasons_come

MONDAY = date(2026, 3, 2)


def never(day: date) -> bool:
    return False


def due(asked_on: date, due_on: date, **fields) -> Due:
    return Due(
        DueKind.REPORT,
        "report:1",
        Ref("projects.report", 1),
        1,
        None,
        asked_on,
        due_on,
        "Report",
        "Why",
        "/form/",
        **fields,
    )


TERM = due(MONDAY, MONDAY + timedelta(days=18))  # Monday 2 to Friday 20 March


@pytest.mark.parametrize(
    ("on", "reasons"),
    [
        (date(2026, 3, 1), []),
        (date(2026, 3, 2), [Reason.ASKED]),
        (date(2026, 3, 10), [Reason.ASKED]),
        (date(2026, 3, 11), [Reason.ASKED, Reason.HALF_TIME]),
        (date(2026, 3, 17), [Reason.ASKED, Reason.HALF_TIME]),
        (date(2026, 3, 18), [Reason.ASKED, Reason.HALF_TIME, Reason.LAST_CALL]),
        (date(2026, 4, 30), [Reason.ASKED, Reason.HALF_TIME, Reason.LAST_CALL]),
    ],
)
def test_reasons_come_when_asked_at_half_time_and_two_working_days_before(on, reasons):
    assert reasons_come(TERM, on, never) == reasons


def test_last_call_counts_working_days_around_a_holiday():
    thursday_off = {date(2026, 3, 19)}
    come = reasons_come(TERM, date(2026, 3, 17), lambda day: day in thursday_off)
    assert Reason.LAST_CALL in come


def test_a_term_of_two_working_days_has_no_reminder():
    short = due(MONDAY, MONDAY + timedelta(days=2))
    assert reasons_come(short, short.due_on, never) == [Reason.ASKED]


def test_a_saved_form_stops_the_reminders():
    begun = due(MONDAY, MONDAY + timedelta(days=18), is_begun=True)
    assert reasons_come(begun, begun.due_on, never) == []


def test_what_was_missed_before_the_newest_reason_is_not_made_up_for():
    assert news_of(TERM, {Reason.LAST_CALL}, date(2026, 3, 19), never) is None
    assert news_of(TERM, {Reason.ASKED}, date(2026, 3, 19), never) == Reason.LAST_CALL


@given(
    asked_on=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    days=st.integers(0, 90),
    days_up=st.sets(st.integers(0, 140)),
    begun_after=st.one_of(st.none(), st.integers(0, 140)),
    days_off=st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
def test_whatever_days_the_clock_runs_nothing_is_told_twice_and_at_most_two_reminders(
    asked_on, days, days_up, begun_after, days_off
):
    told: list[Reason] = []
    is_holiday = days_off.__contains__
    for number in sorted(days_up):
        on = asked_on + timedelta(days=number)
        is_begun = begun_after is not None and number >= begun_after
        news = news_of(due(asked_on, asked_on + timedelta(days=days), is_begun=is_begun), told, on, is_holiday)
        if not is_working_day(on, is_holiday) or news is None:
            continue
        assert news not in told
        assert not is_begun
        told.append(news)
    assert told == sorted(told, key=list(Reason).index)
    assert len([reason for reason in told if reason != Reason.ASKED]) <= 2

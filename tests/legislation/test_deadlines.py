"""Deadlines of transposition as they stand in prose."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.rules.deadlines import MONTHS, read_deadline

DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
BLANKS = st.sampled_from([" ", "  ", "\n", "\u00a0"])
SENTENCES = (
    "By {}, Member States shall adopt and publish the measures necessary to comply with this Directive.",
    "Before {} Member States shall bring into force the provisions necessary to comply with this Directive.",
    "Member States shall adopt and publish, by {}, the laws necessary to comply with this Directive.",
    "Member States shall, by {}, adopt the laws necessary to comply with this Directive.",
    "Member States shall bring into force the laws necessary to comply with Articles 1 to 3 not later than {}.",
    "The Member States shall take the measures necessary to comply with this Directive by {} at the latest.",
)


def written(day: date, blank: str = " ") -> str:
    return blank.join((str(day.day), MONTHS[day.month - 1].title(), str(day.year)))


@given(DAYS, st.sampled_from(SENTENCES), BLANKS)
def test_whatever_the_day_it_is_the_one_a_person_reads(day, sentence, blank):
    assert read_deadline("1.   " + sentence.format(written(day, blank)).replace(" ", blank)) == day


@given(DAYS, DAYS, st.sampled_from(SENTENCES))
def test_the_day_from_which_it_is_applied_is_another(day, applied, sentence):
    rest = f" They shall apply those measures from {written(applied)}."
    assert read_deadline(sentence.format(written(day)) + rest) == day
    assert read_deadline(rest) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(words):
    assert read_deadline(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "By 31 February 2026, Member States shall adopt the measures necessary to comply with this Directive.",
        "By 17 October 2027, the Commission shall report to the European Parliament.",
        "Member States shall adopt the measures necessary to comply with this Directive within two years.",
        "Member States shall take measures to ensure that by 1 January 2030 every household has a meter.",
        "Member States shall communicate the text of those measures to the Commission by 1 May 2026.",
    ],
)
def test_a_text_without_such_a_day_proposes_none(words):
    assert read_deadline(words) is None


def test_of_several_days_the_first_counts():
    two = SENTENCES[0].format("1 May 2026") + " " + SENTENCES[2].format("1 May 2025")
    assert read_deadline(two) == date(2026, 5, 1)

from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from core import figures
from core.ratings import FIVE_STEPS, THREE_STEPS, RatingShown, choices, scale, step_of


def shown(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load look %}" + source).render(context).strip()


@pytest.mark.parametrize(("step", "key", "word"), [(1, "red", "Red"), (3, "amber", "Amber"), (5, "green", "Green")])
def test_a_rating_is_its_mark_and_its_word(step: int, key: str, word: str) -> None:
    page = shown("{% rating step %}", step=step)
    assert f"m-{key}" in page
    assert page.endswith(f"</svg>{word}</span>")


def test_not_rated_is_a_ring_with_words() -> None:
    page = shown("{% rating None %}")
    assert "m-none" in page
    assert "Not rated" in page


def test_an_exempt_rating_says_why() -> None:
    page = shown("{% rating value %}", value=RatingShown(is_exempt=True, reason="Section 27 <b>"))
    assert "Exempt" in page
    assert "Section 27 &lt;b&gt;" in page


def test_the_shapes_of_all_ratings_differ() -> None:
    shapes = {step.paths for step in FIVE_STEPS} | {step_of(None).paths, step_of(RatingShown(is_exempt=True)).paths}
    assert len(shapes) == 7


def test_a_three_step_country_has_red_amber_green() -> None:
    assert scale(3) == THREE_STEPS
    assert [value for value, _word in choices(3)] == [1, 3, 5]
    assert [value for value, _word in choices()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("21900000", "€21.9\u00a0m"),
        ("0", "€0.0\u00a0m"),
        ("640000", "€0.6\u00a0m"),
        ("64000", "€64,000"),
        ("-300000", "\u2212€0.3\u00a0m"),
    ],
)
def test_money_is_in_millions_from_a_tenth_of_a_million(amount: str, text: str) -> None:
    assert figures.money_text(Decimal(amount), "EUR") == text


def test_a_currency_without_a_known_sign_shows_its_code() -> None:
    assert figures.money_text(Decimal("2500000"), "RSD") == "RSD\u00a02.5\u00a0m"


def test_money_stands_left_to_right_in_every_script() -> None:
    assert shown('{{ m|money:"GBP" }}', m=Decimal("1500000")) == '<bdi dir="ltr">£1.5\u00a0m</bdi>'
    assert shown('{{ m|signed_money:"GBP" }}', m=Decimal("1500000")) == '<bdi dir="ltr">+£1.5\u00a0m</bdi>'


@pytest.mark.parametrize(("days", "text"), [(211, "+211 days"), (-1, "\u22121 day"), (0, "on time")])
def test_days_carry_their_sign(days: int, text: str) -> None:
    assert figures.days_text(days) == text


@pytest.mark.parametrize(
    ("on", "text"),
    [(date(2026, 12, 4), "in 6 days"), (date(2026, 11, 29), "in 1 day"), (date(2026, 11, 28), "today"),
     (date(2026, 11, 27), "1 day"), (date(2026, 9, 29), "60 days")],
)  # fmt: skip
def test_how_far_a_day_is_is_said_in_days(on: date, text: str) -> None:
    assert shown("{{ on|away:today }}", on=on, today=date(2026, 11, 28)) == text


def test_what_nobody_gave_says_so() -> None:
    assert shown('{{ m|money:"EUR" }} {{ m|day }} {{ m|signed_days }}', m=None) == "not given not given not given"


def test_withheld_is_shown_with_its_reason_and_never_its_value() -> None:
    page = shown("{% given value True reason %}", value=Decimal("5"), reason="Section 43")
    assert "withheld" in page
    assert "Section 43" in page
    assert "5<" not in page


def test_zero_is_a_value() -> None:
    assert shown("{% given value %}", value=0) == "0"
    assert "not given" in shown("{% given value %}", value="")


def test_a_gap_has_its_number_and_none_has_a_word() -> None:
    assert "3" in shown("{% gap 3 %}")
    assert "none" in shown("{% gap 0 %}")


def test_dates_follow_the_language() -> None:
    on = date(2026, 12, 18)
    assert shown("{{ on|day }}", on=on) == "18 Dec 2026"
    with translation.override("ar"):
        assert "Dec" not in shown("{{ on|day }}", on=on)


def test_an_icon_nobody_drew_is_an_error() -> None:
    with pytest.raises(KeyError):
        shown('{% icon "unicorn" %}')

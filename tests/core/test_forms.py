from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.forms import DateField, DateLineInput, MoneyField, RatingField, errors_of, messages_of


class Report(forms.Form):
    rating = RatingField(label="How likely is success?", help_text="The rules compute amber.")
    why = forms.CharField(label="Why", widget=forms.Textarea)
    ends_on = DateField(label="When will it end?")
    cost = MoneyField(label="Cost", currency="EUR", in_millions=True, required=False)
    pilot_on = DateField(label="Pilot", widget=DateLineInput(), required=False)


def typed(**changes: str) -> dict[str, str]:
    whole = {"rating": "4", "why": "Signed.", "ends_on_0": "31", "ends_on_1": "3", "ends_on_2": "2028", "cost": "21.9"}
    return {**whole, "pilot_on": "18 12 2026", **changes}


def test_what_was_typed_becomes_dates_sums_and_steps() -> None:
    form = Report(typed())
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "rating": 4,
        "why": "Signed.",
        "ends_on": date(2028, 3, 31),
        "cost": Decimal("21900000.00"),
        "pilot_on": date(2026, 12, 18),
    }


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("31", "4", "2028"), "31 April 2028 does not exist"),
        (("29", "2", "2027"), "29 February 2027 does not exist"),
        (("1", "4", "28"), "Enter a year as four digits, such as 2028"),
        (("1", "13", "2028"), "Enter a month from 1 to 12"),
        (("32", "1", "2028"), "Enter a day from 1 to 31"),
        (("x", "1", "2028"), "Enter a day from 1 to 31"),
        (("1", "", "2028"), "The date needs a month"),
        (("", "", "2028"), "The date needs a day and a month"),
        (("1", "1", "0000"), "Enter a year as four digits, such as 2028"),
        (("", "", ""), "Enter a date, such as 31 3 2028"),
    ],
)
def test_a_wrong_date_is_told_what_is_wrong_and_stays_as_typed(parts: tuple[str, str, str], message: str) -> None:
    form = Report(typed(**{f"ends_on_{position}": part for position, part in enumerate(parts)}))
    assert form.errors["ends_on"] == [message]
    page = str(form["ends_on"])
    assert all(f'value="{part}"' in page for part in parts if part)


@pytest.mark.parametrize("line", ["18 12 2026", "18.12.2026", "18/12/2026", "2026-12-18", " 18  12 2026 "])
def test_a_date_on_one_line_is_read_with_any_separator(line: str) -> None:
    assert DateField(widget=DateLineInput()).clean(line) == date(2026, 12, 18)


def test_a_date_on_one_line_without_a_year_is_refused() -> None:
    with pytest.raises(ValidationError, match="Enter day, month and year"):
        DateField(widget=DateLineInput()).clean("18 12")


def test_a_date_on_one_line_is_shown_as_it_is_typed() -> None:
    assert 'value="18 12 2026"' in DateLineInput().render("on", date(2026, 12, 18))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("640000", "640000"),
        ("640 000", "640000"),
        ("1,234,567.50", "1234567.50"),
        ("1.234.567,50", "1234567.50"),
        ("1,234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("21,9", "21.9"),
        ("0", "0"),
    ],
)
def test_a_sum_is_read_with_spaces_commas_and_points(text: str, amount: str) -> None:
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["abc", "12 euros", "1.2.3,4,5", "-5", "9" * 17, "٫"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(text)


def test_a_sum_in_millions_is_shown_in_millions() -> None:
    page = str(Report(initial={"cost": Decimal("21900000.00")})["cost"])
    assert 'value="21.9"' in page
    assert "€ m" in page


def test_a_prefilled_form_has_not_changed() -> None:
    initial = {
        "rating": 4,
        "why": "Signed.",
        "ends_on": date(2028, 3, 31),
        "cost": Decimal("21900000"),
        "pilot_on": date(2026, 12, 18),
    }
    assert Report(typed(), initial=initial).changed_data == []
    assert Report(typed(cost="22"), initial=initial).changed_data == ["cost"]


def test_ratings_are_rows_with_mark_word_and_meaning() -> None:
    page = str(Report()["rating"])
    assert page.count('type="radio"') == 5
    assert page.index("Red") < page.index("Green")
    assert "Feasible; significant issues, resolvable" in page
    assert page.count("<svg") == 5


def test_a_three_step_country_chooses_from_three() -> None:
    field = RatingField(steps=3)
    assert [value for value, _word in field.choices] == [1, 3, 5]
    with pytest.raises(ValidationError):
        field.clean("2")


def test_a_field_shows_hint_error_and_what_ties_them_to_the_input() -> None:
    form = Report(typed(why=""))
    page = form["why"].as_field_group()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_why_error"' in page
    assert 'id="id_why_error"' in page
    assert "is-error" in page


def test_several_inputs_of_one_question_stand_in_a_fieldset() -> None:
    page = Report(typed(ends_on_1="13"))["ends_on"].as_field_group()
    assert "<fieldset" in page
    assert "<legend" in page
    assert page.count('aria-invalid="true"') == 3


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    form = Report()
    assert "(optional)" in form["cost"].as_field_group()
    assert "(optional)" not in form["why"].as_field_group()


def test_the_summary_links_each_error_to_the_first_input_of_its_question() -> None:
    form = Report(typed(rating="", why="", ends_on_1="13"))
    errors = list(errors_of(form))
    assert [error.anchor for error in errors] == ["id_rating_0", "id_why", "id_ends_on_0"]
    page = form.as_div()
    assert all(f'id="{error.anchor}"' in page for error in errors)


def test_a_missing_answer_names_its_question() -> None:
    assert messages_of(Report(typed(why=""))["why"]) == ["“Why” needs an answer"]


def test_a_choice_that_is_none_names_its_question() -> None:
    assert messages_of(Report(typed(rating="9"))["rating"]) == [
        "“How likely is success?” has no such choice; take one of the list"
    ]


def test_the_summary_of_a_formset_holds_the_errors_of_every_form() -> None:
    formset = forms.formset_factory(Report, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-rating": "9"}
    )
    assert "id_form-0-why" in [error.anchor for error in errors_of(formset)]


def test_a_label_says_what_to_type_not_a_placeholder() -> None:
    class Typed(forms.Form):
        email = forms.CharField(widget=forms.TextInput({"placeholder": "E-mail", "autocomplete": "email"}))

    page = str(Typed()["email"])
    assert "placeholder" not in page
    assert 'autocomplete="email"' in page

"""How forms look and what people type into them: the renderer, dates, money, ratings, and the list of errors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import figures, ratings
from core.dates import FIRST_DAY, LAST_DAY
from core.figures import SYMBOLS

MILLION = Decimal(1_000_000)
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]")
_LINES = {ord(character): " " for character in "\t\r\n"}
_DATE_PARTS = re.compile(r"[\s./-]+")


class Renderer(TemplatesSetting):
    """Templates of core/forms/ draw every form of the site."""

    form_template_name = "core/forms/form.html"
    formset_template_name = "core/forms/formset.html"
    field_template_name = "core/forms/field.html"


class VersionedForm(forms.Form):
    """Of a record that two people may have open: ``version`` is the one that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One line of the error summary; without a field `anchor` is empty."""

    anchor: str
    message: str


def errors_of(form: "forms.BaseForm | forms.BaseFormSet[Any]") -> Iterator[FieldError]:
    """Every error of a form or formset in the order of its fields."""
    if isinstance(form, forms.BaseFormSet):
        yield from (FieldError("", str(message)) for message in form.non_form_errors())
        for each in form.forms:
            yield from errors_of(each)
        return
    yield from (FieldError("", str(message)) for message in form.non_field_errors())
    for field in form:
        yield from (FieldError(anchor_of(field), message) for message in messages_of(field))


def messages_of(field: forms.BoundField) -> list[str]:
    """What is wrong at this field; a missing answer and a choice that is none name their question."""
    return [message for error in field.errors.as_data() for message in _said_of(error, str(field.label))]


def _said_of(error: ValidationError, label: str) -> list[str]:
    if error.code == "invalid_choice":
        return [_("“%(label)s” has no such choice; take one of the list") % {"label": label}]
    missing = str(forms.Field.default_error_messages["required"])
    named = _("“%(label)s” needs an answer") % {"label": label}
    return [named if message == missing else str(message) for message in error.messages]


def anchor_of(field: forms.BoundField) -> str:
    """Where a link to this field lands: its input, the first of several."""
    widget = field.field.widget
    first = field.id_for_label or field.auto_id
    return f"{field.auto_id}_0" if isinstance(widget, DatePartsInput | forms.RadioSelect) else first


def has_odd_characters(text: str, *, has_lines: bool) -> bool:
    """Control characters and turned writing directions: nobody types them, and files and mails break on them."""
    return bool(_ODD.search(text.translate(_LINES) if has_lines else text))


def refuse_odd_characters(form: forms.BaseForm) -> None:
    for name, value in list(form.cleaned_data.items()):
        if not isinstance(value, str):
            continue
        is_long = isinstance(form.fields[name].widget, forms.Textarea)
        if has_odd_characters(value, has_lines=is_long):
            form.add_error(
                name, _("This text holds a character that cannot be seen. Type it anew instead of pasting it.")
            )


def in_words(field: forms.Field, value: Any) -> str:
    """A value of this field as a reader says it: a choice by its label, a date as a day."""
    if value is None or value in ("", [], b""):
        return _("not given")
    if isinstance(value, list):
        return ", ".join(in_words(field, each) for each in value)
    if isinstance(value, bytes | memoryview):
        return _("a file")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return figures.day_text(value)
    if isinstance(field, MoneyField):
        return f"{getattr(field.widget, 'unit', '')} {field.prepare_value(value)}".strip()
    choices = [] if isinstance(field, forms.ModelChoiceField) else getattr(field, "choices", [])
    return str({str(key): label for key, label in choices}.get(str(value), value))


class DatePartsInput(forms.MultiWidget):
    """Day, month and year as three inputs."""

    template_name = "core/forms/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(attrs) for _part in range(3)])

    def decompress(self, value: date | None) -> list[str]:
        return ["", "", ""] if value is None else [str(value.day), str(value.month), str(value.year)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
        return context


class DateLineInput(forms.TextInput):
    """A date on one line, such as 18 12 2026; for tables."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "size": "12", "dir": "ltr", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return f"{value.day} {value.month} {value.year}" if isinstance(value, date) else super().format_value(value)


class DateField(forms.Field):
    """Day, month, year; what was typed stays, and the message says what is wrong with it."""

    widget = DatePartsInput
    default_error_messages = {"required": gettext_lazy("Enter a date, such as 31 3 2028")}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        parts = list(value) if isinstance(value, list | tuple) else _line_parts(value)
        typed = [str(part or "").strip() for part in parts]
        return date_of(*typed) if any(typed) else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


def _line_parts(value: Any) -> Sequence[str]:
    text = str(value or "").strip()
    if not text:
        return ("", "", "")
    parts = [part for part in _DATE_PARTS.split(text) if part]
    if len(parts) != 3:
        raise ValidationError(_("Enter day, month and year, such as 18 12 2026"), code="invalid")
    return parts[::-1] if len(parts[0]) == 4 else parts


def date_of(day: str, month: str, year: str) -> date:
    """Raises a ValidationError that names the part at fault."""
    missing = [name for name, part in ((_("day"), day), (_("month"), month), (_("year"), year)) if not part]
    if missing:
        raise ValidationError(
            _("The date needs a %(parts)s") % {"parts": _(" and a ").join(missing)}, code="incomplete"
        )
    if not (len(year) == 4 and year.isdecimal() and FIRST_DAY.year <= int(year) <= LAST_DAY.year):
        raise ValidationError(_("Enter a year as four digits, such as 2028"), code="year")
    if not (len(month) <= 2 and month.isdecimal() and 1 <= int(month) <= 12):
        raise ValidationError(_("Enter a month from 1 to 12"), code="month")
    if not (len(day) <= 2 and day.isdecimal() and 1 <= int(day) <= 31):
        raise ValidationError(_("Enter a day from 1 to 31"), code="day")
    return _existing(int(day), int(month), int(year))


def _existing(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        message = _("%(day)s %(month)s %(year)s does not exist") % {"day": day, "month": MONTHS[month], "year": year}
        raise ValidationError(message, code="impossible") from None


class MoneyInput(forms.TextInput):
    """A sum with its unit in front, such as "€ m"."""

    template_name = "core/forms/money.html"

    def __init__(self, unit: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class MoneyField(forms.Field):
    """A sum; spaces and commas are taken, and with `in_millions` 21.9 means 21,900,000."""

    widget = MoneyInput
    default_error_messages = {"required": gettext_lazy("Enter a sum")}

    def __init__(self, *, currency: str = "", in_millions: bool = False, **kwargs: Any) -> None:
        symbol = SYMBOLS.get(currency, currency)
        kwargs.setdefault("widget", MoneyInput(f"{symbol} {_('m')}".strip() if in_millions else symbol))
        super().__init__(**kwargs)
        self.in_millions = in_millions

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        shown = value / MILLION if self.in_millions else value
        return f"{shown.normalize():f}"

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "") if not isinstance(value, Decimal) else str(value)
        if not text.strip():
            return None
        amount = amount_of(text)
        amount = amount * MILLION if self.in_millions else amount
        if amount < 0:
            raise ValidationError(_("A sum cannot be below zero"), code="negative")
        if amount >= Decimal(10) ** 16:
            raise ValidationError(_("This sum is too large; check the unit"), code="large")
        return amount.quantize(Decimal("0.01"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(self.prepare_value(initial)))
        except ValidationError:
            return True


def amount_of(text: str) -> Decimal:
    """Reads "1 234,50", "1,234.50" and "21,9"; one lone comma before three digits groups thousands."""
    plain = _SPACES.sub("", text)
    if not re.fullmatch(r"[-\u2212]?[\d.,]*\d[\d.,]*", plain):
        raise ValidationError(_("Enter a sum in figures, such as 21.9"), code="invalid")
    try:
        return Decimal(_with_point(plain.replace("\u2212", "-")))
    except InvalidOperation:
        raise ValidationError(_("Enter a sum in figures, such as 21.9"), code="invalid") from None


def _with_point(plain: str) -> str:
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > -1 and point > -1:
        last, other = (",", ".") if comma > point else (".", ",")
        return plain.replace(other, "").replace(last, ".")
    if plain.count(",") == 1 and not re.search(r"[1-9]\d{0,2},\d{3}$", plain):
        return plain.replace(",", ".")
    return plain.replace(",", "") if plain.count(".") <= 1 else plain.replace(".", "")


class RatingRadio(forms.RadioSelect):
    """Whole-row radios: control, mark, word, meaning."""

    template_name = "core/forms/rating_radio.html"
    option_template_name = "core/forms/rating_option.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        rating = int(str(value)) if str(value).isdecimal() else None
        option |= {"rating": rating, "step": ratings.step_of(rating)}
        return option


class RatingField(forms.TypedChoiceField):
    """A step of the country's scale as an int, or None."""

    def __init__(self, *, steps: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", RatingRadio)
        super().__init__(choices=ratings.choices(steps), coerce=int, empty_value=None, **kwargs)
        self.error_messages["required"] = _("Choose a rating")


class FigureField(forms.DecimalField):
    """A figure of an indicator; shown without the noughts that only fill the column."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": "16"})
        super().__init__(max_digits=20, decimal_places=6, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

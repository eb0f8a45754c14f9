from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.forms import VersionedForm
from exchange.cells import UNITS
from exchange.fields import FieldKind
from exchange.files import MAX_BYTES, Table
from exchange.making import NOT_GIVEN, WITHHELD, Odd
from exchange.profiles import NAME
from exchange.targets import Target

SKIP, IGNORE, ERROR = "", "-", "error"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 10 MB and 20,000 rows. Where the profile names several tables: a zip of them."
        ),
    )
    profile = forms.ChoiceField(
        label=gettext_lazy("How it is read"),
        required=False,
        help_text=gettext_lazy("A profile says which column is which field. For a file of a new kind, make one."),
    )

    def __init__(self, *args: Any, profiles: Sequence[tuple[str, str]], target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [("", _("Make a profile for this file")), *profiles]  # type: ignore[attr-defined]
        for name, label in target.options.items():
            self.fields[name] = forms.CharField(label=str(label), max_length=60)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Cut it in parts."))
        return file


class ColumnsForm(VersionedForm):
    """One choice a column: the field it fills. ``inner``: those that stand inside cells."""

    def __init__(self, *args: Any, table: Table, target: Target, inner: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (SKIP, _("Not read")),
            (IGNORE, _("Left out knowingly")),
            *((field.name, field.label) for field in target.fields),
        ]
        self.columns = {f"column_{index}": name for index, name in enumerate(table.columns) if name}
        self._target = target
        self._inner = inner
        for index, name in enumerate(table.columns):
            if name:
                self.fields[f"column_{index}"] = forms.ChoiceField(
                    label=name,
                    choices=choices,
                    required=False,
                    help_text=_("For instance: %(samples)s")
                    % {"samples": " | ".join(sample[:60] for sample in table.samples(index)) or _("empty")},
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[name] for name in self.columns if cleaned.get(name, SKIP) not in (SKIP, IGNORE)]
        for field in self._target.fields:
            if chosen.count(field.name) > 1:
                self.add_error(None, _("Two columns fill “%(field)s”. Choose one.") % {"field": field.label})
            if field.is_required and field.name not in chosen:
                self.add_error(None, _("Choose the column that holds “%(field)s”.") % {"field": field.label})
        return cleaned

    def answers(self) -> dict[str, Any]:
        said = {column: self.cleaned_data[name] for name, column in self.columns.items()}
        return {
            "columns": {column: value for column, value in said.items() if value not in (SKIP, IGNORE)},
            "ignored": [column for column, value in said.items() if value == IGNORE and column not in self._inner],
        }


class MeaningsForm(VersionedForm):
    """Formats, meanings of odd values and the questions of the target."""

    name = forms.CharField(
        label=gettext_lazy("Name of the profile"),
        max_length=80,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as our-projects."),
    )
    title = forms.CharField(label=gettext_lazy("What kind of file it is for"), max_length=200)
    dates = forms.CharField(
        label=gettext_lazy("How dates are written"),
        help_text=gettext_lazy("One or more forms with commas between, such as %d.%m.%Y, %Y-%m-%d."),
        max_length=300,
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Sums are given in"),
        choices=[
            ("one", gettext_lazy("Single units")),
            ("thousand", gettext_lazy("Thousands")),
            ("million", gettext_lazy("Millions")),
            ("billion", gettext_lazy("Billions")),
        ],
    )
    symbols = forms.CharField(
        label=gettext_lazy("Signs beside sums"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("With blanks between, such as £ GBP."),
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"), choices=[(".", "1,234.56"), (",", "1.234,56"), (", ", "1 234,56")]
    )
    split = forms.CharField(
        label=gettext_lazy("What stands between several institutions"),
        required=False,
        max_length=10,
        strip=False,
        help_text=gettext_lazy("Such as &. The order counts: the first one leads."),
    )

    def __init__(self, *args: Any, odd: Sequence[Odd], target: Target, kinds: set[FieldKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert set(UNITS) == {value for value, _label in self.fields["unit"].choices}  # type: ignore[attr-defined]
        unused = {
            FieldKind.DATE: ["dates"],
            FieldKind.MONEY: ["unit", "symbols", "decimal"],
            FieldKind.NAMES: ["split"],
        }
        for kind, names in unused.items():
            for name in names if kind not in kinds else ():
                del self.fields[name]
        for asked in target.asked:
            self.fields[f"asked_{asked.name}"] = _field_of(asked)
        self.odd = {f"odd_{index}": each for index, each in enumerate(odd)}
        for name, each in self.odd.items():
            self.fields[name] = _meaning_of(each)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not NAME.match(name):
            raise forms.ValidationError(_("Use small letters, digits and hyphens, such as our-projects."))
        return name

    def meanings(self) -> dict[tuple[str, str], str]:
        return {(each.column, each.text): self.cleaned_data[name] for name, each in self.odd.items()}

    def asked(self) -> dict[str, str]:
        return {
            name.removeprefix("asked_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("asked_") and value
        }


def _field_of(asked: Any) -> forms.Field:
    common: Mapping[str, Any] = {
        "label": asked.label,
        "help_text": asked.hint,
        "initial": asked.default,
        "required": asked.is_required or bool(asked.default and asked.choices),
    }
    return (
        forms.ChoiceField(choices=asked.choices, **common)
        if asked.choices
        else forms.CharField(max_length=200, **common)
    )


def _meaning_of(odd: Odd) -> forms.Field:
    words = [(word, word) for word in odd.field.choices if word != NOT_GIVEN]
    return forms.ChoiceField(
        label=_("%(column)s: “%(text)s” means") % {"column": odd.column, "text": odd.text[:120]},
        help_text=ngettext("%(count)d cell", "%(count)d cells", odd.count) % {"count": odd.count},
        choices=[
            (ERROR, _("An error")),
            *words,
            (WITHHELD, _("Withheld, for this reason")),
            (NOT_GIVEN, _("Not given")),
        ],
        initial=odd.guess or ERROR,
    )


class ProfileForm(VersionedForm):
    text = forms.CharField(
        label=gettext_lazy("Profile"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "dir": "ltr"}),
    )

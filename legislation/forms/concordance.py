from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from exchange.files import MAX_BYTES
from legislation.models import Act, Concordance, Item

MOST_OFFERED = 5
COMPLETION = ("item", "completed_by", "completed_on", "note")
"""What is said of the completion of a line: left out where the writer may not see the item that completes it."""


class NationalActField(forms.CharField):
    """A national act on record, by its number, title or code."""

    def __init__(self, **kwargs: Any) -> None:
        hint = gettext_lazy("The national number, the title or the code, such as A-2026-0012.")
        super().__init__(**{"max_length": 1000, "required": False, "help_text": hint, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Act) else value

    def clean(self, value: Any) -> Act | None:
        text = " ".join(str(super().clean(value)).split())
        return _national(text) if text else None


def _national(text: str) -> Act:
    found = list(Act.objects.national().named(text)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(_("Several acts have this title. Give the number or the code."))
    like = [f"{act.number or act.code}, {act}" for act in Act.objects.national().with_words(text)[:MOST_OFFERED]]
    if like:
        raise forms.ValidationError(_("No act is called exactly so. Is it one of these? %s") % "; ".join(like))
    raise forms.ValidationError(_("No national act on record is called so. Put it on record first, or import it."))


class LineForm(forms.Form):
    """``items``: those the writer may see; None where the writer may not know what completes the line."""

    def __init__(self, data: Any = None, *, items: "QuerySet[Item] | None", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if items is None:
            for name in COMPLETION:
                del self.fields[name]
            return
        field: Any = self.fields["item"]
        field.queryset = items

    provision = forms.CharField(
        label=gettext_lazy("EU provision"), max_length=100, help_text=gettext_lazy("Such as Art. 5 (1) (a).")
    )
    text = forms.CharField(
        label=gettext_lazy("What does it ask?"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("At which level is it transposed?"),
        choices=[("", gettext_lazy("Not compared yet")), *Concordance.Level.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    law = NationalActField(label=gettext_lazy("In which national act?"))
    national_provision = forms.CharField(
        label=gettext_lazy("In which provision of it?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as § 9 (2). What is transposed says where."),
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("Which harmonisation item completes it?"),
        queryset=Item.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("None"),
    )
    completed_by = NationalActField(label=gettext_lazy("Which act completes it, where there is one already?"))
    completed_on = DateField(label=gettext_lazy("By when is it complete?"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    position = forms.IntegerField(
        label=gettext_lazy("Position in the table"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Lines stand in the order of this number. Empty: at the end."),
    )


class EditLineForm(VersionedForm, LineForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = True
        self.fields["position"].help_text = _("Lines stand in the order of this number.")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 10 MB and 20,000 rows. Best the table exported here, with its columns as they are."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Cut it in parts."))
        return file

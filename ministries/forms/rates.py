from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm


class RateForm(forms.Form):
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        help_text=gettext_lazy("Three letters of ISO 4217, for instance GBP."),
        widget=forms.TextInput(attrs={"size": "6"}),
    )
    on = DateField(
        label=gettext_lazy("From"), help_text=gettext_lazy("The rate holds from this day until the next one recorded.")
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Worth of one unit in the reporting currency"),
        max_digits=18,
        decimal_places=8,
        min_value=Decimal("0.00000001"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": "20"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("For instance European Central Bank, reference rate."),
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class EditRateForm(VersionedForm, RateForm):
    pass

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import USUAL_DAYS
from core.access import access_of
from core.scopes import TokenScope


def languages() -> list[tuple[str, Any]]:
    return [("", _("As the browser asks")), *settings.LANGUAGES]


class AccountForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=languages,
        help_text=_("Of pages and mails."),
    )


class KeyForm(forms.Form):
    """Offers only what the key of this person could do."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What the key is for, such as Statistics office import.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it be used for?"), widget=forms.CheckboxSelectMultiple, choices=TokenScope.choices
    )
    days = forms.TypedChoiceField(
        label=_("How long is it valid?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("A year"))],
        initial=USUAL_DAYS,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        useful = [TokenScope.PORTFOLIO_READ]
        if access_of(user).institution_ids:
            useful.append(TokenScope.STATUS_WRITE)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope.value, scope.label) for scope in useful]

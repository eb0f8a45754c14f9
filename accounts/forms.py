from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import kinds
from accounts.models import User
from accounts.services import USUAL_DAYS
from core.access import Kind, access_of
from core.forms import VersionedForm
from core.scopes import READING, TokenScope


def languages() -> list[tuple[str, Any]]:
    return [("", _("As the browser asks")), *settings.LANGUAGES]


class AccountForm(VersionedForm):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=languages,
        help_text=_("Of pages and mails."),
    )


class KeyForm(forms.Form):
    """Offers only what the key of this person could do; to who is not that person, only what reads."""

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

    def __init__(self, *args: Any, user: User, is_own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = access_of(user)
        useful = [TokenScope.PORTFOLIO_READ]
        if access.kind is Kind.OFFICE or access.institution_ids:
            useful.append(TokenScope.PORTFOLIO_WRITE)
        if access.institution_ids:
            useful.append(TokenScope.STATUS_WRITE)
        if access.kind not in (Kind.VISITOR, Kind.PARTNER):
            useful += [TokenScope.LEGISLATION_READ, TokenScope.DESK_READ]
        if access.kind is Kind.OFFICE or access.institution_ids:
            useful.append(TokenScope.LEGISLATION_WRITE)
        if user.is_administrator or access.kind is Kind.OFFICE:
            useful.append(TokenScope.REGISTERS_WRITE)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [
            (scope.value, scope.label) for scope in TokenScope if scope in useful and (is_own or scope in READING)
        ]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        help_text=_("The invitation goes there, and it is the name to sign in with."),
    )
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=kinds.choices,
        initial=User.Kind.OFFICIAL,
        help_text=_("Decides what the person sees and does."),
    )
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Also keeps accounts and settings. It opens no record by itself."),
    )


class EditPersonForm(VersionedForm, InviteForm):
    """Of one's own account neither kind nor flag can be changed."""

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "The name to sign in with. A new one ends the links sent to the old one; a password and a second factor stay."
        )
        if is_own:
            del self.fields["kind"], self.fields["is_administrator"]


class ReasonForm(VersionedForm):
    reason = forms.CharField(label=_("Why?"), max_length=300, help_text=_("Stands in the history of the account."))

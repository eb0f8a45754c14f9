from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.forms import AccountForm, KeyForm
from accounts.models import ApiToken
from accounts.services import edit_account, make_key, revoke_key
from core.pages import FormPage, Page, RecordAction


class Account(FormPage):
    """One's own name and language."""

    may = permissions.may_keep_account
    form_class = AccountForm
    template_name = "accounts/account.html"
    done = _("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.request.user, name) for name in AccountForm.base_fields}

    def perform(self, form: Any) -> str:
        user: Any = self.request.user
        edit_account(user, by=user, **form.cleaned_data)
        return reverse("accounts:account")


def own_keys(page: Page) -> QuerySet[ApiToken]:
    rows: QuerySet[ApiToken] = (
        ApiToken.objects.filter(user=page.request.user).select_related("made_by").order_by("-created")
    )
    return rows


class KeyList(Page):
    may = permissions.may_keep_account
    template_name = "accounts/key_list.html"

    def context(self) -> dict[str, Any]:
        return {"keys": own_keys(self), "now": timezone.now()}


class KeyCreate(FormPage):
    """The key is in the answer itself and nowhere else: it cannot be shown again."""

    may = permissions.may_keep_account
    form_class = KeyForm
    template_name = "accounts/key_create.html"

    def form(self, data: Any = None, files: Any = None) -> KeyForm:
        user: Any = self.request.user
        return KeyForm(data, files, user=user)

    def perform(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        token, text = make_key(by=user, **form.cleaned_data)
        self.template_name = "accounts/key_made.html"
        return self.show(token=token, key=text)


class KeyRevoke(RecordAction):
    """Another person's key answers like one that does not exist."""

    may = permissions.may_keep_account
    done = _("The key is revoked and works no more.")

    def find(self) -> ApiToken:
        return own_keys(self).get(pk=self.kwargs["pk"])

    def perform(self) -> str:
        user: Any = self.request.user
        revoke_key(self.record, by=user)
        return reverse("accounts:key-list")

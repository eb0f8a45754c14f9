"""Other people's accounts, for administrators."""

from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import kinds, permissions, services
from accounts.forms import EditPersonForm, InviteForm, KeyForm, ReasonForm
from accounts.models import ApiToken, User
from accounts.services import Newcomer
from accounts.tables import AccountTable, state_of, with_rights
from core.access import Kind
from core.pages import FormPage, ListPage, RecordAction, RecordFormPage, RecordPage
from history.timeline import Related, Timeline, timeline


class AccountList(ListPage):
    may = permissions.may_manage_accounts
    table_class = AccountTable
    template_name = "accounts/user_list.html"

    def rows(self) -> "QuerySet[User, User]":
        rows: QuerySet[User, User] = User.objects.for_list()
        return rows

    @cached_property
    def table(self) -> AccountTable:
        return AccountTable(self.rows(), self.request.GET, self.on)


class AccountInvite(FormPage):
    may = permissions.may_manage_accounts
    form_class = InviteForm
    template_name = "accounts/user_invite.html"
    button = gettext_lazy("Send the invitation")
    done = gettext_lazy("The account is made; the invitation goes out by mail within a minute or two.")

    def context(self) -> dict[str, Any]:
        return {"kinds": [(kind.label, words) for kind, words in kinds.MAY.items()]}

    def perform(self, form: Any) -> User:
        said = dict(form.cleaned_data)
        newcomer = Newcomer(said.pop("email"), said.pop("full_name"))
        return services.invite(newcomer, said.pop("kind"), by=self.user, at=timezone.now(), **said)


class OnePerson(RecordPage):
    may = permissions.may_manage_accounts

    def find(self) -> User:
        person: User = User.objects.for_list().select_related("invited_by").get(pk=self.kwargs["pk"])
        with_rights([person], self.on)
        return person

    def context(self) -> dict[str, Any]:
        return {"account": self.record, "is_own": self.record.pk == self.user.pk}


class AccountDetail(OnePerson):
    template_name = "accounts/user_detail.html"

    def context(self) -> dict[str, Any]:
        person = self.record
        return {
            **super().context(),
            "state": state_of(person),
            "may": kinds.may_in_words(person),
            "rights": sorted(person.rights_today, key=lambda right: not right.writes),
            "may_follow": self.access.kind is not Kind.VISITOR,
            "keys": ApiToken.objects.filter(user=person).select_related("made_by").order_by("-created"),
            "now": timezone.now(),
            "wrong_tries": services.wrong_tries(person, now=timezone.now()),
            "history": history_of(person, before=self.request.GET.get("before", "")),
        }


def history_of(person: User, *, before: str = "") -> Timeline:
    """What happened to an account and its keys. A sign-in is no act on it."""
    return timeline(
        [
            Related(User, Q(pgh_obj=person), word="", hidden=("invited_by",)),
            Related(
                ApiToken, Q(user=person), word=_("API key"), called=("name",), hidden=("user", "created", "made_by")
            ),
        ],
        before=before,
    )


class AccountEdit(RecordFormPage, OnePerson):
    template_name = "accounts/user_form.html"
    heading = gettext_lazy("Edit the account")
    done = gettext_lazy("Saved.")

    def form(self, data: Any = None, files: Any = None) -> EditPersonForm:
        names = EditPersonForm.base_fields
        initial = {name: getattr(self.record, name) for name in names}
        return EditPersonForm(data, files, initial=initial, is_own=self.record.pk == self.user.pk)

    def perform(self, form: Any) -> User:
        said = dict(form.cleaned_data)
        version = said.pop("version")
        return services.edit_person(self.record, version, by=self.user, at=timezone.now(), on=self.on, **said)


class AccountDeactivate(RecordFormPage, OnePerson):
    form_class = ReasonForm
    template_name = "accounts/user_deactivate.html"
    heading = gettext_lazy("Deactivate the account")
    button = gettext_lazy("Deactivate the account")
    done = gettext_lazy("The account is deactivated: its sessions and API keys have ended.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def context(self) -> dict[str, Any]:
        ends = [right for right in self.record.rights_today if right.writes]
        keys = ApiToken.objects.filter(user=self.record, expiry__gt=timezone.now()).count()
        return {**super().context(), "ends": ends, "key_count": keys}

    def perform(self, form: Any) -> User:
        said = form.cleaned_data
        return services.deactivate(self.record, said["version"], by=self.user, on=self.on, reason=said["reason"])


class FactorReset(RecordFormPage, OnePerson):
    form_class = ReasonForm
    template_name = "accounts/user_reset_factor.html"
    heading = gettext_lazy("Reset the second factor")
    button = gettext_lazy("Reset the second factor")
    done = gettext_lazy("The second factor is reset: the password alone opens the account until a new one is set up.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> User:
        said = form.cleaned_data
        now = timezone.now()
        return services.reset_factor(self.record, said["version"], by=self.user, at=now, reason=said["reason"])


class AccountInviteAgain(RecordAction, OnePerson):
    done = gettext_lazy("A new invitation goes out by mail within a minute or two.")

    def perform(self) -> str:
        person = services.invite_again(self.record, self.version, by=self.user, at=timezone.now())
        return person.get_absolute_url()


class AccountLetIn(RecordAction, OnePerson):
    done = gettext_lazy("The account is open again; a link to choose a new password goes out by mail.")

    def perform(self) -> str:
        person = services.let_in_again(self.record, self.version, by=self.user, at=timezone.now())
        return person.get_absolute_url()


class LockLift(RecordAction, OnePerson):
    done = gettext_lazy("The wrong tries are forgotten: this person may sign in at once.")

    def perform(self) -> str:
        services.lift_lock(self.record)
        return str(self.record.get_absolute_url())


class PersonKeyCreate(RecordFormPage, OnePerson):
    """For a program that reads. As on the owner's own page, the key is in the answer itself and nowhere else."""

    template_name = "accounts/user_key.html"
    heading = gettext_lazy("New API key")
    button = gettext_lazy("Make the key")

    def form(self, data: Any = None, files: Any = None) -> KeyForm:
        return KeyForm(data, files, user=self.record, is_own=False)

    def perform(self, form: Any) -> HttpResponse:
        token, text = services.make_key(by=self.user, owner=self.record, **form.cleaned_data)
        self.template_name = "accounts/user_key_made.html"
        return self.show(token=token, key=text)


class PersonKeyRevoke(RecordAction):
    may = permissions.may_manage_accounts
    done = gettext_lazy("The key is revoked and works no more.")

    def find(self) -> ApiToken:
        key: ApiToken = ApiToken.objects.select_related("user").get(pk=self.kwargs["pk"])
        return key

    def perform(self) -> str:
        person: User = self.record.user
        services.revoke_key(self.record, by=self.user)
        return person.get_absolute_url()

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import ListPage, RecordFormPage
from legislation import permissions
from legislation.forms import DeadlineForm
from legislation.models import Act
from legislation.rules.prose import excerpt
from legislation.services import confirm_deadline, reject_deadline
from legislation.tables import DeadlineTable
from legislation.views.acts import OneAct


class DeadlinesToConfirm(ListPage):
    """Deadlines read in prose, each beside its text: none counts before a person has said that it is right."""

    may = permissions.may_see_legislation
    table_class = DeadlineTable
    template_name = "legislation/act_deadlines.html"

    def rows(self) -> "QuerySet[Act]":
        return Act.objects.visible_to(self.access).for_list(self.on).to_confirm()

    def context(self) -> dict[str, Any]:
        return {
            "found": [(act, _excerpt(act)) for act in self.table.page.rows],
            "may_keep": permissions.may_keep_acts(self.user),
        }


class ConfirmDeadline(RecordFormPage, OneAct):
    """Confirm, correct or reject what was read in the text of one act."""

    may_on = permissions.may_keep_acts
    form_class = DeadlineForm
    template_name = "legislation/act_deadline.html"
    heading = gettext_lazy("The deadline as the text says it")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "excerpt": _excerpt(self.record)}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def theirs(self, form: Any, current: Any) -> Any:
        """An answer is to the text as it was read: there is nothing to put beside it."""
        return {}

    def perform(self, form: Any) -> str:
        said, act = form.cleaned_data, self.record
        if said["answer"] == DeadlineForm.REJECT:
            reject_deadline(act, said["version"], reason=said["reason"], by=self.user)
            return self._next(_("Rejected; the text stays, and history keeps the reason."))
        due_on = said["due_on"] if said["answer"] == DeadlineForm.CORRECT else act.proposed_due_on
        if due_on is None:
            raise ValidationError(_("No deadline is proposed any more: somebody has decided in the meantime."))
        confirm_deadline(act, said["version"], due_on=due_on, by=self.user)
        return self._next(_("Confirmed: the deadline counts from now on."))

    def _next(self, said: str) -> str:
        """The next one that waits, or the act once none does."""
        messages.success(self.request, said)
        waits = Act.objects.to_confirm().exists()
        return reverse("legislation:act-deadlines") if waits else str(self.record.get_absolute_url())


def _excerpt(act: Act) -> Any:
    day = act.proposed_due_on or act.transposition_due_on
    return excerpt(act.transposition_words, day) if day and act.transposition_words else None

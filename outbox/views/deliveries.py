"""Who got what, when. Whether a mail was opened is not known and never asked."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.pages import ListPage, RecordFormPage, RecordPage
from history.timeline import Related, timeline
from outbox import permissions
from outbox.forms import DecisionForm
from outbox.models import Decision, Mail
from outbox.services import decide
from outbox.tables import DeliveryTable, states_counted


class DeliveryList(ListPage):
    may = permissions.may_see_deliveries
    table_class = DeliveryTable
    template_name = "outbox/delivery_list.html"

    def rows(self) -> "QuerySet[Mail, Mail]":
        rows: QuerySet[Mail, Mail] = Mail.objects.for_list()
        return rows

    def context(self) -> dict[str, Any]:
        return {"views": self.table.views(states_counted())}


class OneDelivery(RecordPage):
    may = permissions.may_see_deliveries

    def find(self) -> Mail:
        mail: Mail = Mail.objects.for_list().get(pk=self.kwargs["pk"])
        return mail

    def context(self) -> dict[str, Any]:
        return {"mail": self.record, "kind": self.record.kind_name, "decisions": self.decisions}

    @property
    def decisions(self) -> list[tuple[str, str]]:
        return permissions.decisions_open_to(self.user, self.record)


class DeliveryDetail(OneDelivery):
    template_name = "outbox/delivery_detail.html"

    def context(self) -> dict[str, Any]:
        about = Related(
            Decision, Q(mail=self.record), word="", hidden=("mail", "ending_at", "decided_by", "decided_at")
        )
        return {**super().context(), "history": timeline([about], before=self.request.GET.get("before", ""))}


class DecideDelivery(RecordFormPage, OneDelivery):
    """Of two who decide at once the second is refused."""

    may_on = permissions.may_decide
    template_name = "outbox/delivery_decide.html"
    button = _("Decide")
    done = _("The decision is recorded.")

    def form(self, data: Any = None, files: Any = None) -> DecisionForm:
        return DecisionForm(data, decisions=self.decisions, ended_at=self.record.ended_at)

    def perform(self, form: Any) -> Mail:
        said = form.cleaned_data
        return decide(self.record, said["what"], by=self.user, at=timezone.now(), words=said["words"])

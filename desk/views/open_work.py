from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import RecordFormPage
from desk import permissions
from desk.forms.open_work import MoveForm, SuccessorForm
from desk.querysets.open_work import OpenWork, open_work, takes_over_on
from desk.record import Group, groups, telling
from desk.services import move_open_work
from ministries.models import Institution, Succession


class MoveOpenWork(RecordFormPage):
    """Everything open of an institution that is gone, and one press that moves what is checked to one successor."""

    may = permissions.may_move_open_work
    may_on = permissions.may_move_open_work
    template_name = "desk/move_open_work.html"

    def find(self) -> Institution:
        return Institution.objects.visible_to(self.access).select_related("parent").get(code=self.kwargs["code"])

    @cached_property
    def successions(self) -> list[Succession]:
        rows = Succession.objects.filter(predecessor=self.record).select_related("successor")
        return list(rows.order_by("on", "pk"))

    @cached_property
    def choice(self) -> SuccessorForm:
        """The successor named in the address; without one the first on record that exists today."""
        known = [each.successor.code for each in self.successions if each.successor.covers(self.on)]
        said = {"to": self.request.GET.get("to") or (known[0] if known else "")}
        return SuccessorForm(said if said["to"] else None, institution=self.record, on=self.on)

    @property
    def successor(self) -> Institution | None:
        return self.choice.cleaned_data.get("to") if self.choice.is_valid() else None

    @cached_property
    def work(self) -> OpenWork:
        return open_work(self.record, self.on)

    @cached_property
    def groups(self) -> list[Group]:
        since = takes_over_on(self.record, self.successor)
        if self.successor is None or since is None or since > self.on:
            return []
        return groups(self.work, telling(self.record, self.successor, since))

    def form(self, data: Any = None, files: Any = None) -> MoveForm:
        values = [line.value for group in self.groups for line in group.lines if not line.stays]
        return MoveForm(data, values=values)

    def context(self) -> dict[str, Any]:
        return {
            "institution": self.record,
            "successions": self.successions,
            "choice": self.choice,
            "successor": self.successor,
            "groups": self.groups,
            "may_move": any(not line.stays for group in self.groups for line in group.lines),
            "count": sum(1 for _each in self.work.records()),
            "since": takes_over_on(self.record, self.successor),
        }

    def perform(self, form: Any) -> str:
        if self.successor is None:
            raise ValidationError(_("Choose the institution that takes over."))
        said = form.cleaned_data
        moved = move_open_work(
            self.record, self.successor, said["move"], by=self.user, on=self.on, reason=said["reason"]
        )
        told = ngettext("%(n)s thing moved to %(successor)s.", "%(n)s things moved to %(successor)s.", moved)
        messages.success(self.request, told % {"n": moved, "successor": self.successor})
        is_all = not any(open_work(self.record, self.on).records())
        return str(self.record.get_absolute_url() if is_all else self.request.path)

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed, typed, values_of
from core.pages import ListPage, RecordFormPage, RecordPage, compared_names
from legislation import permissions
from legislation.forms import AskForm, ConsultationForm, EditConsultationForm, EndForm, OpenForm
from legislation.models import Comment, Consultation, Item, Practice
from legislation.proposals import proposals
from legislation.rules.terms import count, is_short
from legislation.services import (
    ask_institution,
    conclude,
    edit_consultation,
    open_consultation,
    prepare_consultation,
    why_not_concluded,
    withdraw,
)
from legislation.tables import ConsultationTable
from legislation.tally import tally
from ministries.models import Country, Institution
from outbox.record import following


class ConsultationList(ListPage):
    """Every round one may see: who was asked, how many answered, what is past its deadline."""

    may = permissions.may_see_legislation
    table_class = ConsultationTable
    template_name = "legislation/consultation_list.html"

    def rows(self) -> "QuerySet[Consultation]":
        return Consultation.objects.visible_to(self.access).as_seen(self.access, self.on).for_list()

    def context(self) -> dict[str, Any]:
        counts = self.rows().counted()  # type: ignore[attr-defined]  # the base knows plain querysets only
        named = [
            ("", _("All rounds"), counts["all"]),
            ("open", _("Open"), counts["open"]),
            ("past-due", _("Past their deadline"), counts["past"]),
        ]
        if self.access.institution_ids:
            named.append(("ours", _("Asked of us"), counts["ours"]))
        return {
            "views": self.table.views(named),
            "lines": [(row, tally(row.requests.all(), self.on)) for row in self.table.page.rows],
        }


class OneConsultation(RecordPage):
    may = permissions.may_see_legislation

    def find(self) -> Consultation:
        rows = Consultation.objects.visible_to(self.access).select_related("item__lead")
        return rows.get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"consultation": self.record, "item": self.record.item}


class ConsultationDetail(OneConsultation):
    """Who was asked and how each stands, what they said, what was answered, and the rounds before."""

    template_name = "legislation/consultation_detail.html"

    def find(self) -> Consultation:
        return Consultation.objects.visible_to(self.access).for_list().get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        round_: Consultation = self.record
        rules = Practice.objects.on(round_.opened_on or self.on)
        found = tally(round_.requests.all(), self.on, silence_agrees=rules.silence_agrees)
        comments = list(Comment.objects.of_consultation(round_.pk))
        may_run = permissions.may_run_consultation(self.user, round_)
        beside = Consultation.objects.visible_to(self.access).beside(round_).for_list()
        return {
            **super().context(),
            "tally": found,
            "rules": rules,
            "comments": comments,
            "unanswered": sum(not comment.reply for comment in comments),
            "beside": [(other, tally(other.requests.all(), self.on)) for other in beside],
            "ours": [line for line in found.lines if permissions.may_give_opinion(self.user, line.request)],
            "may_run": may_run,
            "may_settle": permissions.may_settle_by_council(self.user),
            "follow": following(self.user, round_),
            "missing": why_not_concluded(round_, self.on) if may_run and round_.is_open else [],
        }


class Asking:
    """A form that chooses who is asked: whoever is proposed comes first, with the reason."""

    on: Any
    access: Any
    form_class: ClassVar[Any]

    def asking(self, data: Any, item: Item, number: int | None, initial: dict[str, Any]) -> Any:
        proposed = proposals(item, self.access, self.on)
        known = [each.institution.pk for each in proposed]
        others = Institution.objects.current(self.on).exclude(pk__in=[*known, item.lead_id]).by_name()
        earlier = Consultation.objects.of_item(item.pk).opened()
        if number is not None:
            earlier = earlier.exclude(number__gte=number)
        rules = Practice.objects.on(self.on)
        hint = _("Usually %(usual)s. Fewer than %(least)s want a reason, which is asked when the round opens.")
        said = {"usual": rules.usual_days, "least": rules.least_days}
        if number is None:
            initial = {"days": rules.usual_days, "institutions": [each.institution.code for each in proposed]} | initial
        return self.form_class(
            data,
            proposed=proposed,
            others=list(others),
            has_earlier=earlier.exists(),
            hint=hint % said,
            initial=initial,
        )


class PrepareConsultation(Asking, RecordFormPage):
    """The next round of an item."""

    may = permissions.may_see_legislation
    may_on = permissions.may_edit_item
    form_class = ConsultationForm
    template_name = "legislation/consultation_form.html"
    heading = gettext_lazy("Prepare a consultation")
    done = gettext_lazy("The round is prepared. Nobody is asked before you open it.")

    def find(self) -> Item:
        return Item.objects.visible_to(self.access).select_related("lead").get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"item": self.record, "back": self.record.get_absolute_url()}

    def form(self, data: Any = None, files: Any = None) -> Any:
        return self.asking(data, self.record, None, {})

    def perform(self, form: Any) -> Consultation:
        said = {**form.cleaned_data, "institutions": form.chosen()}
        return prepare_consultation(self.record, by=self.user, on=self.on, **said)


class EditConsultation(Asking, RecordFormPage, OneConsultation):
    may_on = permissions.may_run_consultation
    form_class = EditConsultationForm
    template_name = "legislation/consultation_form.html"
    heading = gettext_lazy("Edit the round")
    done = gettext_lazy("Saved; history keeps how it stood.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "back": self.record.get_absolute_url()}

    def form(self, data: Any = None, files: Any = None) -> Any:
        round_ = self.record
        names = ("version", "title", "draft_url", "changes", "days")
        initial = {name: getattr(round_, name) for name in names} | {"institutions": codes_of(round_)}
        return self.asking(data, round_.item, round_.number, initial)

    def perform(self, form: Any) -> Consultation:
        said = {**form.cleaned_data, "institutions": form.chosen()}
        return edit_consultation(self.record, said.pop("version"), by=self.user, **said)

    def theirs(self, form: Any, current: Any) -> Typed:
        names = [name for name in compared_names(form) if name != "institutions"]
        return typed(form, values_of(current, names)) | {"institutions": codes_of(current)}

    def opened(self, form: Any, current: Any) -> Typed:
        found = super().opened(form, current)
        found.pop("institutions", None)
        return found


def codes_of(consultation: Consultation) -> list[str]:
    return [each.institution.code for each in consultation.requests.select_related("institution")]


class OpenConsultation(RecordFormPage, OneConsultation):
    """The last look before anybody is asked: when it is due, and what the term skips."""

    may_on = permissions.may_run_consultation
    template_name = "legislation/consultation_open.html"
    done = gettext_lazy("The round is open. Whoever is asked finds it among what is owed, and in the next mail.")

    def form(self, data: Any = None, files: Any = None) -> OpenForm:
        return OpenForm(data, is_short=self.is_short, initial={"version": self.record.version})

    @property
    def is_short(self) -> bool:
        return is_short(self.record.days, Practice.objects.on(self.on).least_days)

    def context(self) -> dict[str, Any]:
        counted = count(self.on, self.record.days, Country.objects.current().is_holiday)
        requests = self.record.requests.for_page()
        return {
            **super().context(),
            "counted": counted,
            "tally": tally(requests, self.on),
            "least": Practice.objects.on(self.on).least_days,
        }

    def perform(self, form: Any) -> Consultation:
        said = dict(form.cleaned_data)
        return open_consultation(self.record, said.pop("version"), by=self.user, on=self.on, **said)


class ActOnConsultation(RecordFormPage, OneConsultation):
    """One form about a round, and back to it."""

    may_on = permissions.may_run_consultation
    template_name = "legislation/consultation_act.html"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "back": self.record.get_absolute_url()}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}


class AskInstitution(ActOnConsultation):
    may_on = permissions.may_run_consultation
    heading = gettext_lazy("Ask one more institution")
    button = gettext_lazy("Ask for its opinion")
    done = gettext_lazy("It is asked, with the full term of its own.")

    def form(self, data: Any = None, files: Any = None) -> AskForm:
        asked = [self.record.item.lead_id, *self.record.requests.values_list("institution", flat=True)]
        return AskForm(data, offered=Institution.objects.current(self.on).exclude(pk__in=asked).by_name())

    def perform(self, form: Any) -> Consultation:
        ask_institution(self.record, form.cleaned_data["institution"], by=self.user, on=self.on)
        return self.record  # type: ignore[no-any-return]


class ConcludeConsultation(ActOnConsultation):
    may_on = permissions.may_run_consultation
    form_class = EndForm
    heading = gettext_lazy("Conclude the round")
    button = gettext_lazy("Conclude the round")
    lead_in = gettext_lazy("After this no opinion is taken, and no answer to a comment is changed.")
    done = gettext_lazy("The round is concluded. The table of comments can go to the Government.")

    def context(self) -> dict[str, Any]:
        return {**super().context(), "missing": why_not_concluded(self.record, self.on)}

    def perform(self, form: Any) -> Consultation:
        said = form.cleaned_data
        return conclude(self.record, said["version"], words=said["words"], by=self.user, on=self.on)


class WithdrawConsultation(ActOnConsultation):
    may_on = permissions.may_run_consultation
    form_class = EndForm
    heading = gettext_lazy("Withdraw the round")
    button = gettext_lazy("Withdraw the round")
    lead_in = gettext_lazy("Whoever has not answered needs not any more; what was said stays on record.")
    done = gettext_lazy("The round is withdrawn.")

    def perform(self, form: Any) -> Consultation:
        said = form.cleaned_data
        return withdraw(self.record, said["version"], words=said["words"], by=self.user, on=self.on)

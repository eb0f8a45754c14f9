from functools import cached_property
from typing import Any

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed
from core.pages import RecordFormPage, RecordPage
from legislation import permissions
from legislation.forms import AnswerExtensionForm, EndDissentForm, ExtensionForm, OpinionForm
from legislation.forms.opinions import MOST_ROWS, ROWS, answers_of, as_typed, rows_in, typed_answers
from legislation.models import Opinion, Request
from legislation.services import answer_extension, ask_extension, end_dissent, give_opinion, settle_by_council
from legislation.tally import Line
from ministries.models import Appointment


class OneRequest(RecordPage):
    """What one institution is asked for in a round."""

    may = permissions.may_see_legislation

    def find(self) -> Request:
        rows = (
            Request.objects.visible_to(self.access).for_page().select_related("consultation__item__lead", "institution")
        )
        return rows.get(consultation__code=self.kwargs["code"], institution__code=self.kwargs["institution"])

    def context(self) -> dict[str, Any]:
        request: Request = self.record
        return {
            "asked": request,
            "consultation": request.consultation,
            "item": request.consultation.item,
            "line": Line(request, self.on),
            "back": self.round_address,
        }

    @property
    def round_address(self) -> str:
        return str(self.record.consultation.get_absolute_url())


class GiveOpinion(RecordFormPage, OneRequest):
    """One page for the opinion and its comments; filled with the last one when an institution changes its word."""

    may_on = permissions.may_give_opinion
    template_name = "legislation/opinion_form.html"
    done = gettext_lazy("Your opinion is signed and on record; the lead ministry answers every comment.")

    @cached_property
    def last(self) -> Opinion | None:
        return self.record.opinions.prefetch_related("comments").order_by("-number").first()  # type: ignore[no-any-return]

    def form(self, data: Any = None, files: Any = None) -> OpinionForm:
        if data:
            return OpinionForm(data, rows=rows_in(data))
        filled = self.last.comments.count() + 1 if self.last else 0
        initial = {"version": self.record.version, **answers_of(self.last)}
        return OpinionForm(rows=max(ROWS, filled), initial=initial)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.record.consultation.is_open:
            return HttpResponseRedirect(self.round_address)
        return super().get(request, *args, **kwargs)

    def attempt(self, form: Any, tries: int = 5) -> HttpResponseBase:
        return self.one_more_row(form) if "more" in form.data else super().attempt(form, tries)

    def one_more_row(self, form: OpinionForm) -> HttpResponseBase:
        """The same form with another row; what was typed stays, and nothing is found fault with yet."""
        rows = min(form.rows + 1, MOST_ROWS)
        return self.show(form=OpinionForm(rows=rows, initial=as_typed(form.data, list(form.fields))))

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        give_opinion(
            self.record, position=said["position"], words=said["words"], comments=form.comments(), by=self.user,
            on=self.on, at=timezone.now(), version=said["version"],
        )  # fmt: skip
        return self.round_address

    def look_again(self) -> None:
        self.__dict__.pop("last", None)
        super().look_again()

    def theirs(self, form: Any, current: Any) -> Typed:
        return typed_answers(self.last, form.rows)

    def opened(self, form: Any, current: Any) -> Typed:
        number = str(form.data.get("after", ""))
        known = self.record.opinions.prefetch_related("comments").filter(number=number if number.isdecimal() else 0)
        return typed_answers(known.first(), form.rows)

    def seen(self, current: Any) -> dict[str, str]:
        return {"version": str(current.version), "after": str(self.last.number if self.last else 0)}

    def context(self) -> dict[str, Any]:
        act = Appointment.objects.act_of(self.user.pk, self.record.institution_id, self.on)
        return {
            **super().context(),
            "post": act.post_for(self.record.institution) if act else "",
            "last": self.last,
            "may_extend": self.may_extend,
        }

    @property
    def may_extend(self) -> bool:
        asked = self.record
        return self.last is None and not asked.is_extension_pending and not asked.days_over(self.on)


class ActOnRequest(RecordFormPage, OneRequest):
    """One form about a request, and back to the round."""

    template_name = "legislation/consultation_act.html"

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}


class AskExtension(ActOnRequest):
    may_on = permissions.may_give_opinion
    form_class = ExtensionForm
    heading = gettext_lazy("Ask for more time")
    button = gettext_lazy("Ask for more time")
    done = gettext_lazy("The lead ministry is asked; until it answers, the present deadline holds.")

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        ask_extension(self.record, said.pop("version"), by=self.user, on=self.on, **said)
        return self.round_address


class AnswerExtension(ActOnRequest):
    may_on = permissions.may_answer_extension
    form_class = AnswerExtensionForm
    template_name = "legislation/extension_answer.html"
    done = gettext_lazy("Your answer is on record; the institution sees it beside its deadline.")

    @property
    def heading(self) -> str:
        return _("More time for %(institution)s") % {"institution": self.record.institution}

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        answer_extension(self.record, said.pop("version"), by=self.user, on=self.on, **said)
        return self.round_address


class EndDissent(ActOnRequest):
    may_on = permissions.may_give_opinion
    form_class = EndDissentForm
    heading = gettext_lazy("We no longer object")
    button = gettext_lazy("End our dissent")
    done = gettext_lazy("Your institution no longer objects; the opinion stays on record.")

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        end_dissent(self.record, said["version"], words=said["words"], by=self.user, on=self.on)
        return self.round_address


class SettleDissent(ActOnRequest):
    may_on = permissions.may_settle_by_council
    form_class = EndDissentForm
    button = gettext_lazy("Record what the council decided")
    done = gettext_lazy("The dissent has ended by the council; the opinion stays on record.")

    @property
    def heading(self) -> str:
        return _("What the council decided about the dissent of %(institution)s") % {
            "institution": self.record.institution
        }

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        settle_by_council(self.record, said["version"], words=said["words"], by=self.user, on=self.on)
        return self.round_address

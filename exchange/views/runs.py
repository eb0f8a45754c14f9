"""Files that were uploaded: upload, look, decide, apply, discard."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports import csv_download
from core.pages import FormPage, Page, RecordAction
from exchange import permissions
from exchange.forms import UploadForm
from exchange.models import ImportRun, Profile
from exchange.problems import LeftOut, grouped
from exchange.profiles import built_in_profiles
from exchange.services import apply_run, decide, discard_run, start_run
from exchange.targets import Move, Target, find_target, moves_by_kind, targets
from exchange.views.one_run import OneRun, runs_of

MOST_RUNS = 100
ANSWERS = (
    ("same", gettext_lazy("The same")),
    ("different", gettext_lazy("Not the same")),
    ("open", gettext_lazy("Not decided")),
)


class RunList(Page):
    may = permissions.may_import
    template_name = "exchange/run_list.html"

    def context(self) -> dict[str, Any]:
        return {"runs": runs_of(self.user).for_list()[:MOST_RUNS]}


class RunChoose(Page):
    """What does the file hold?"""

    may = permissions.may_import
    template_name = "exchange/run_choose.html"

    def context(self) -> dict[str, Any]:
        return {"targets": [target for target in targets() if target.may(self.user)]}


class RunCreate(FormPage):
    """Upload. With a profile the check follows, without one its making."""

    may = permissions.may_import
    form_class = UploadForm
    template_name = "exchange/run_create.html"

    @cached_property
    def target(self) -> Target:
        target = find_target(self.kwargs["target"])
        if target is None or not target.may(self.user):
            raise Http404
        return target

    def context(self) -> dict[str, Any]:
        return {"target": self.target}

    def form(self, data: Any = None, files: Any = None) -> UploadForm:
        names = sorted({*built_in_profiles(self.target), *Profile.objects.of_target(self.target.name).names()})
        return UploadForm(data, files, profiles=[(name, name) for name in names], target=self.target)

    def perform(self, form: Any) -> ImportRun | str:
        file = form.cleaned_data["file"]
        run = start_run(
            target=self.target.name,
            file_name=file.name,
            content=file.read(),
            profile_name=form.cleaned_data["profile"],
            options={name: form.cleaned_data[name] for name in self.target.options},
            by=self.user,
            on=self.on,
        )
        return run if run.has_profile else reverse("exchange:run-columns", args=[run.pk])


class RunDetail(OneRun):
    template_name = "exchange/run_detail.html"

    def context(self) -> dict[str, Any]:
        result = self.record.result
        left_out = [LeftOut(**line) for line in result.get("left_out", [])]
        return {
            "run": self.record,
            "result": result,
            "options": [(self.target.options.get(name, name), value) for name, value in self.record.options.items()],
            "proposals": result.get("proposals", []),
            "answers": ANSWERS,
            "left_out_count": len(left_out),
            "left_out": grouped(left_out),
            "moves": moves_by_kind(Move(**move) for move in result.get("moves", [])),
            "tallies": [
                (name, self.target.tallies[name], counts)
                for name, counts in result.get("tallies", {}).items()
                if counts
            ],
            "more_problems": result.get("problem_count", 0) - len(result.get("problems", [])),
        }


class RunLeftOut(OneRun):
    """What could not be taken over, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        lines = [LeftOut(**line) for line in self.record.result.get("left_out", [])]
        heads = [_("Row"), _("Of"), _("Column"), _("Value"), _("Why")]
        rows = ([line.row, line.name, line.column, line.value, line.reason] for line in lines)
        return csv_download(f"left-out-{self.record.pk}", heads, rows)


class DecideRun(RecordAction, OneRun):
    """Radios by the number of the proposal: same, different or not yet."""

    done = gettext_lazy("Your answers are kept and the file is checked again.")

    def perform(self) -> str:
        decisions = {}
        for number, proposal in enumerate(self.record.result.get("proposals", [])):
            answer = self.request.POST.get(f"match_{number}")
            if answer in ("same", "different") and self.request.POST.get(f"key_{number}") == proposal["key"]:
                decisions[proposal["key"]] = answer == "same"
        decide(self.record, self.version, decisions, by=self.user, on=self.on)
        return str(self.record.get_absolute_url())


class ApplyRun(RecordAction, OneRun):
    done = gettext_lazy("The file is applied.")

    def perform(self) -> str:
        apply_run(self.record, self.version, by=self.user, at=timezone.now())
        return str(self.record.get_absolute_url())


class DiscardRun(RecordAction, OneRun):
    done = gettext_lazy("The upload is discarded.")

    def perform(self) -> str:
        discard_run(self.record, self.version, by=self.user)
        return reverse("exchange:run-list")

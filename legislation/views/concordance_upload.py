from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.pages import RecordAction, RecordFormPage
from exchange.models import ImportRun
from exchange.services import discard_run
from exchange.targets import Move
from legislation import permissions
from legislation.forms import UploadForm
from legislation.imports.concordance import ADDED
from legislation.imports.uploads import apply_upload, start_upload, uploads_of
from legislation.models import Act
from legislation.views.concordance import EuAct


class UploadLines(RecordFormPage, EuAct):
    """A file for the table of an act; the check follows, nothing is written yet."""

    may_on = permissions.may_keep_concordance
    form_class = UploadForm
    template_name = "legislation/concordance_upload.html"
    heading = gettext_lazy("Upload a file")
    button = gettext_lazy("Check the file")

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        run = start_upload(self.act, file_name=file.name, content=file.read(), by=self.user)
        return reverse("legislation:concordance-check", args=[self.act.code, run.pk])


class OneUpload(EuAct):
    """What one person uploaded for the table of an act."""

    def find(self) -> ImportRun:  # type: ignore[override]
        self.of_act: Act = super().find()
        return uploads_of(self.of_act, self.user).get(pk=self.kwargs["pk"])

    def allows(self) -> bool:
        return super().allows() and permissions.may_keep_concordance(self.user, self.act)

    @property
    def act(self) -> Act:
        assert self.record
        return self.of_act


class CheckUpload(OneUpload):
    """What the file would do, or did."""

    template_name = "legislation/concordance_check.html"

    def context(self) -> dict[str, Any]:
        run = self.record
        result = run.result
        moves = [Move(**move) for move in result["moves"]]
        return {
            **super().context(),
            "run": run,
            "result": result,
            "is_clear": not run.is_applied and not result["problems"],
            "more_problems": result["problem_count"] - len(result["problems"]),
            "added": [move for move in moves if move.what == ADDED],
            "moves": [move for move in moves if move.what != ADDED],
        }


class ApplyUpload(RecordAction, OneUpload):
    done = gettext_lazy("The file is in the table.")

    def perform(self) -> str:
        apply_upload(self.record, self.version, act=self.act, by=self.user, at=timezone.now())
        return self.table_address

    def back(self) -> str:
        return reverse("legislation:concordance-check", args=[self.act.code, self.record.pk])


class DiscardUpload(RecordAction, OneUpload):
    done = gettext_lazy("The upload is discarded.")

    def perform(self) -> str:
        discard_run(self.record, self.version, by=self.user)
        return self.table_address

    def back(self) -> str:
        return reverse("legislation:concordance-check", args=[self.act.code, self.record.pk])

from datetime import timedelta
from typing import Any

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed
from core.pages import Page, RecordAction, RecordFormPage, RecordPage
from core.ratings import distance
from core.versions import Conflict, named_version
from ministries.models import Appointment, Country
from projects import permissions
from projects.forms import (
    ReportForm,
    ReturnForm,
    answers_of,
    opened_answers,
    opened_at,
    stamp,
    standing_answers,
    typed_in,
)
from projects.models import Milestone, Participation, Report, Submission
from projects.services import (
    accept_report,
    last_submission,
    report_nothing_changed,
    report_status,
    return_report,
    save_draft,
    why_not_unchanged,
)

NOTES_SHOWN = timedelta(days=90)
"""So long a hand-over note stands with what is asked."""


class OurReports(Page):
    """What is asked of the institutions I write for."""

    may = permissions.may_report_anything
    template_name = "projects/our_reports.html"

    def context(self) -> dict[str, Any]:
        ours = self.access.institution_ids
        reports = (
            Report.objects.visible_to(self.access)
            .of_institutions(ours)
            .select_related("project", "round", "institution", "project__current__status_round")
        )
        milestones = Milestone.objects.visible_to(self.access).filter(owner__in=ours).open().of_reporting_projects()
        return {
            "owed": reports.open().order_by("round__due_on", "project__title"),
            "late": reports.filter(status=Report.Status.MISSED).order_by("-round__ends_on", "project__title")[:20],
            "filed": reports.filed().exclude(status=Report.Status.RETURNED)[:20],
            "milestones": milestones.overdue(self.on).select_related("project").soonest_first(),
            "asked": Participation.objects.unanswered()
            .filter(institution__in=ours)
            .select_related("project__lead", "institution"),
            "notes": Appointment.objects.handed_over(ours, self.on - NOTES_SHOWN).select_related(
                "person", "institution"
            ),
        }


class OneReport(RecordPage):
    """A report by its project's code and its round."""

    may = permissions.may_see_portfolio

    def find(self) -> Report:
        rows = Report.objects.visible_to(self.access).select_related(
            "project__current", "project__lead", "round", "institution"
        )
        return rows.get(project__code=self.kwargs["code"], round=self.kwargs["round"])

    def context(self) -> dict[str, Any]:
        return {"report": self.record, "project": self.record.project}


class Sat(OneReport):
    """A page of the form: how long it was open goes along with what is saved."""

    def sitting(self) -> dict[str, Any]:
        return {"at": timezone.now(), "opened_at": opened_at(self.request.POST.get("opened"), self.record)}


class ReportDetail(OneReport):
    template_name = "projects/report_detail.html"

    def context(self) -> dict[str, Any]:
        user, report = self.request.user, self.record
        submissions = report.submissions.select_related("signed_by", "appointment__institution", "import_run")
        said, found = list(submissions.order_by("-number")), list(report.project.assessments.filter(round=report.round))
        computed = report.project.current.signal if report.round.is_open else report.signal
        newest = [each[0].rating for each in (said, found) if each]
        return {
            **super().context(),
            "submissions": said,
            "assessments": found,
            "computed": computed,
            "gap": distance([*newest, computed], Country.objects.current().rating_steps),
            "may_review": permissions.may_review_report(user, report) and report.status == Report.Status.SUBMITTED,
            "may_report": permissions.may_report_status(user, report) and report.is_open_to_writers,
            "return_form": ReturnForm(initial={"version": report.version}),
        }


class ReportStatus(RecordFormPage, Sat):
    """The CIO's monthly report: prefilled, the last one beside it, drafts kept as typed."""

    may_on = permissions.may_report_status
    template_name = "projects/report_status.html"

    @property
    def done(self) -> str:
        return _("Your report on %(project)s is signed and filed.") % {"project": self.record.project.title}

    def form(self, data: Any = None, files: Any = None) -> ReportForm:
        report, milestones = self.record, self._milestones(data or {})
        steps = Country.objects.current().rating_steps
        last = answers_of(last_submission(report))
        seen = {"version": report.version, "opened": stamp(report, timezone.now())}
        initial = {**last, **typed_in(report.draft), **seen}
        return ReportForm(data, report, milestones, steps=steps, initial=initial)

    def _milestones(self, data: Any) -> list[Milestone]:
        """The open ones, and one that was finished while its form was open."""
        planned = self.record.project.milestones.order_by("baseline_on", "pk")
        return [each for each in planned if each.actual_on is None or f"seen_{each.pk}" in data]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.record.is_open_to_writers:
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def attempt(self, form: Any, tries: int = 5) -> HttpResponseBase:
        return self.keep_draft(form, tries) if "draft" in form.data else super().attempt(form, tries)

    def keep_draft(self, form: Any, tries: int) -> HttpResponseBase:
        said = form.data.lists()
        draft = {kept(name): [kept(value) for value in values] for name, values in said if name not in NOT_TYPED}
        try:
            save_draft(self.record, named_version(form.data), draft=draft, by=self.user, **self.sitting())
        except Conflict as conflict:
            return self.reconcile(form, conflict, tries)
        return HttpResponseRedirect(f"{self.request.path}?saved")

    def perform(self, form: Any) -> Submission | str:
        content = form.content()
        report_status(self.record, form.cleaned_data["version"], content=content, by=self.user, **self.sitting())
        return reverse("projects:our-reports")

    def theirs(self, form: Any, current: Any) -> Typed:
        return standing_answers(form, self.record)

    def opened(self, form: Any, current: Any) -> Typed:
        return opened_answers(form, self.record)

    def seen(self, current: Any) -> dict[str, str]:
        versions = {f"seen_{each.pk}": str(each.version) for each in self.record.project.milestones.all()}
        return {"version": str(self.record.version), **versions}

    def context(self) -> dict[str, Any]:
        report = self.record
        act = Appointment.objects.act_of(self.user.pk, report.institution_id, self.on)
        baselines = list(report.project.baselines.all())
        return {
            **super().context(),
            "last": last_submission(report),
            "baseline": baselines[-1] if baselines else None,
            "post": act.post_for(report.institution) if act else "",
            "refused": why_not_unchanged(report, on=self.on),
            "days_left": (report.round.due_on - self.on).days,
            "saved": "saved" in self.request.GET,
        }


def kept(text: str) -> str:
    """As typed, without the one character that PostgreSQL cannot keep."""
    return text.replace("\0", "")


NOT_TYPED = ("csrfmiddlewaretoken", "draft", "version", "opened")


class ReportNothingChanged(RecordAction, Sat):
    may_on = permissions.may_report_status
    done = gettext_lazy("Filed: nothing changed. Your name and today's date stand under it.")

    def perform(self) -> str:
        report_nothing_changed(self.record, self.version, by=self.user, **self.sitting())
        return reverse("projects:our-reports")

    def back(self) -> str:
        return reverse("projects:report-status", args=[self.record.project.code, self.record.round_id])


class AcceptReport(RecordAction, OneReport):
    may_on = permissions.may_review_report
    done = gettext_lazy("The report is accepted.")

    def perform(self) -> str:
        accept_report(self.record, self.version, by=self.user)
        return str(self.record.round.get_absolute_url())


class ReturnReport(RecordFormPage, OneReport):
    may_on = permissions.may_review_report
    form_class = ReturnForm
    template_name = "projects/report_return.html"
    done = gettext_lazy("The report is returned; the CIO is asked again.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        return_report(self.record, said["version"], reason=said["reason"], by=self.user, on=self.on)
        return str(self.record.round.get_absolute_url())

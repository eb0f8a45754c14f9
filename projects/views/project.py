from typing import Any

from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from core.charts import ScaleMark, scale_line
from core.conflicts import Typed
from core.in_the_way import in_the_way
from core.pages import FormPage, RecordFormPage, RecordPage
from ministries.models import Country, Institution
from outbox.record import following
from projects import permissions, pictures
from projects.aims import outcomes_of
from projects.forms import (
    AssessForm,
    EditProjectForm,
    LeadForm,
    NewProjectForm,
    StageForm,
)
from projects.models import Assessment, Project, Report, Round
from projects.money import funding_of
from projects.record import held_against, history_of, laws_of, rating_rounds, risks_of, standing
from projects.services import (
    assess,
    change_lead,
    change_stage,
    create_project,
    edit_project,
)
from projects.waiting import waiting


class OneProject(RecordPage):
    """A page of one project among those the reader may see."""

    may = permissions.may_see_portfolio

    def find(self) -> Project:
        return Project.objects.visible_to(self.access).for_detail(self.access).get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"project": self.record}


class ProjectDetail(OneProject):
    template_name = "projects/project_detail.html"

    def context(self) -> dict[str, Any]:
        project, is_rtl = self.record, get_language_bidi()
        now = standing(project)
        milestones = list(project.milestones.select_related("owner"))
        user, current = self.request.user, project.current
        country = Country.objects.current()
        risks = risks_of(project, user=user, on=self.on)
        funding = funding_of(project.fundings.all(), project.currency, self.on)
        return {
            "project": project,
            "now": now,
            "milestones": milestones,
            "finding": pictures.ratings_finding(current),
            "scale": scale_line(_marks(current, country.office_name), steps=country.rating_steps, is_mirrored=is_rtl),
            "timeline": pictures.milestones_in_time(milestones, self.on, is_mirrored=is_rtl) if milestones else None,
            "money": pictures.money_of(project, now.baseline, now.status, is_mirrored=is_rtl),
            "baselines": held_against(project, now, self.on),
            "funding": funding,
            "by_year": pictures.money_of_years(
                [year.money for year in funding.years], project.currency, self.on, is_mirrored=is_rtl
            ),
            "in_the_way": in_the_way(
                project.ref,
                here=project.get_absolute_url(),
                access=self.access,
                on=self.on,
                office=country.office_name,
                names=Institution.objects.names,
            ),
            "outcomes": outcomes_of(project, self.access, self.on),
            "rounds": rating_rounds(project),
            "risks": risks,
            "matrix": pictures.risks_by_weight([row.risk for row in risks], is_mirrored=is_rtl) if risks else None,
            "laws": laws_of(project, access=self.access, on=self.on),
            "waiting": waiting(project, access=self.access, on=self.on),
            "history": history_of(project, access=self.access, limit=12),
            "owed": Report.objects.open().filter(project=project).select_related("round").first(),
            "may": _rights(user, project),
            "follow": following(self.user, project),
        }


def _marks(current: Any, office: str) -> list[ScaleMark]:
    assessor = _("Office") if current.assessor == office else _("Reviewer")
    return [
        ScaleMark(_("CIO"), current.cio_rating),
        ScaleMark(_("Computed"), current.signal),
        ScaleMark(assessor, current.assessed_rating),
    ]


def _rights(user: Any, project: Project) -> dict[str, Any]:
    return {
        "assess": permissions.may_assess(user, project),
        "edit": permissions.may_edit_project(user, project),
        "approve": permissions.may_approve_baseline(user, project),
        "report": permissions.may_report_for(user, project),
        "answer": permissions.answerable(user, project.participations.all()),
    }


class ProjectHistory(OneProject):
    template_name = "projects/project_history.html"

    def context(self) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        return {
            "project": self.record,
            "history": history_of(self.record, access=self.access, limit=50, before=before),
        }


class ProjectCreate(FormPage):
    may = permissions.may_create_project
    form_class = NewProjectForm
    template_name = "projects/project_create.html"
    done = gettext_lazy("The project is on record.")

    def initial(self) -> dict[str, Any]:
        return {"currency": Country.objects.current().currency}

    def perform(self, form: Any) -> Project:
        return create_project(by=self.user, on=self.on, **form.cleaned_data)


class ProjectEdit(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = EditProjectForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Edit the project")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        names = ("version", "title", "aims", "sponsor", "visibility")
        return {name: getattr(self.record, name) for name in names}

    def perform(self, form: Any) -> Project:
        changes = dict(form.cleaned_data)
        return edit_project(self.record, changes.pop("version"), by=self.user, on=self.on, **changes)


class ChangeStage(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = StageForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Change the stage")
    done = gettext_lazy("The stage is changed.")

    def form(self, data: Any = None, files: Any = None) -> StageForm:
        return StageForm(data, initial=self.initial(), now=self.record.stage)

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "stage": self.record.stage}

    def perform(self, form: Any) -> Project:
        said = form.cleaned_data
        return change_stage(
            self.record,
            said["version"],
            said["stage"],
            by=self.user,
            on=self.on,
            resumes_on=said["resumes_on"],
            reason=said["reason"],
        )


class ChangeLead(RecordFormPage, OneProject):
    may_on = permissions.may_change_lead
    form_class = LeadForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Change the lead")
    done = gettext_lazy("The lead is changed; the open report and its draft went along.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "lead": self.record.lead}

    def perform(self, form: Any) -> Project:
        said = form.cleaned_data
        return change_lead(self.record, said["version"], said["lead"], by=self.user, on=self.on)


class Assess(RecordFormPage, OneProject):
    may_on = permissions.may_assess
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Assess the project")
    done = gettext_lazy("The assessment stands beside the CIO's rating.")

    def form(self, data: Any = None, files: Any = None) -> AssessForm:
        return AssessForm(data, steps=Country.objects.current().rating_steps, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """The office's own word of this round, if it has given it."""
        standing = self.standing("")
        if standing is None:
            return {"version": 0}
        names = ("version", "rating", "basis", "is_independent")
        return {"seen": standing.pk, **{name: getattr(standing, name) for name in names}}

    def standing(self, assessor: str) -> Assessment | None:
        round_, assessor = Round.objects.newest_of(self.record), assessor or Country.objects.current().office_name
        return Assessment.objects.filter(project=self.record, round=round_, assessor=assessor).first()

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        version, seen, standing = said.pop("version"), said.pop("seen"), self.standing(said["assessor"])
        said["version"] = version if standing is None or standing.pk == seen else 0
        assess(self.record, Round.objects.newest_of(self.record), by=self.user, on=self.on, **said)
        return str(self.record.get_absolute_url())

    def theirs(self, form: Any, current: Any) -> Typed:
        return {key: texts for key, texts in super().theirs(form, current).items() if key != "assessor"}

    def opened(self, form: Any, current: Any) -> Typed:
        """Nothing is known where this assessment was not the one seen."""
        return super().opened(form, current) if form.data.get("seen") == str(current.pk) else {}

    def seen(self, current: Any) -> dict[str, str]:
        return {**super().seen(current), "seen": str(current.pk)}

from typing import Any

from django.utils.translation import gettext_lazy

from core.conflicts import Typed
from core.pages import RecordFormPage
from ministries.models import CoordinationFunction
from projects import permissions
from projects.forms import FunctionsForm
from projects.models import Project
from projects.services import serve_functions
from projects.views.project import OneProject


class ServeFunctions(RecordFormPage, OneProject):
    """The coordination functions a project serves; whoever leads one answers for its projects."""

    may_on = permissions.may_edit_project
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Functions the project serves")
    done = gettext_lazy("The functions are on record.")

    def form(self, data: Any = None, files: Any = None) -> FunctionsForm:
        offered = CoordinationFunction.objects.offered_to(self.record.served_functions.values("function"), self.on)
        return FunctionsForm(data, offered=list(offered), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "functions": codes_of(self.record)}

    def perform(self, form: Any) -> Project:
        said = form.cleaned_data
        return serve_functions(self.record, said["version"], form.chosen(), by=self.user, on=self.on)

    def theirs(self, form: Any, current: Any) -> Typed:
        return {"functions": codes_of(current)}


def codes_of(project: Project) -> list[str]:
    return [served.function.code for served in project.served_functions.select_related("function")]

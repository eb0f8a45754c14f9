"""The questions for a new profile that no column answers, and the sections their answers make."""

from collections.abc import Mapping
from json import dumps

from django.utils.translation import gettext_lazy as _

from exchange.fields import Asked
from projects.models import Project

NO = ""

ASKED = (
    Asked("currency", _("Currency"), hint=_("Three letters, such as EUR."), is_required=True),
    Asked(
        "by",
        _("Whose rating is it?"),
        "reviewer",
        (("reviewer", _("A reviewer's")), ("office", _("The coordination office's")), ("cio", _("The CIO's own"))),
    ),
    Asked("assessor", _("Name of the reviewer"), hint=_("Only where the rating is a reviewer's.")),
    Asked("independent", _("Is the reviewer independent?"), "true", (("true", _("Yes")), ("false", _("No")))),
    Asked(
        "year_starts",
        _("First day of the year a file speaks of"),
        hint=_("Month and day, such as 04-01. Empty: the round is opened before the import."),
    ),
    Asked("stage", _("Stage of the projects"), Project.Stage.DELIVERY, tuple(Project.Stage.choices)),
    Asked(
        "absent",
        _("Stage of a project that a newer file leaves out"),
        NO,
        ((NO, _("As it is")), *Project.Stage.choices),
    ),
    Asked("visibility", _("Who may see them"), Project.Visibility.GOVERNMENT, tuple(Project.Visibility.choices)),
    Asked("scheme", _("Name of the identifiers"), "id", hint=_("Such as GMPP. Only where the file has identifiers.")),
)
PLACES = {
    "assessment": ("by", "assessor", "independent"),
    "round": ("year_starts",),
    "defaults": ("stage", "absent", "visibility", "currency"),
    "match": ("scheme",),
}


def write_sections(answers: Mapping[str, str]) -> str:
    lines = []
    for section, names in PLACES.items():
        lines += ["", f"[{section}]"]
        lines += [f"{name} = {_written(name, answers[name])}" for name in names if answers.get(name)]
    return "\n".join(lines) + "\n"


def _written(name: str, answer: str) -> str:
    return answer if name == "independent" else dumps(answer, ensure_ascii=False)

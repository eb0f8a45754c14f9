"""Projects, their reports, assessments, baselines and money from a spreadsheet of one round."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from exchange.targets import Target, register
from projects.imports import indicators, milestones
from projects.imports.fields import EARLIER, FIELDS
from projects.imports.making import ASKED, write_sections
from projects.imports.planning import plan
from projects.imports.settings import read_settings
from projects.permissions import may_import

register(
    Target(
        name="projects",
        title=_("Projects of one round"),
        may=may_import,
        fields=FIELDS,
        read_settings=read_settings,
        plan=plan,
        profiles=Path(__file__).resolve().parent.parent / "profiles",
        asked=ASKED,
        write_sections=write_sections,
        options={"round": _("Name of the round")},
        tallies={"ratings": _("Ratings in the file"), "records": _("What the rows become")},
        earlier=EARLIER,
        parts={"milestones": milestones.FIELDS, "indicators": indicators.FIELDS},
    )
)

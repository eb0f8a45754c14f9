"""Institutions with their parents and successions from a list of organisations."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from exchange.targets import Target, register
from ministries.imports.fields import FIELDS
from ministries.imports.planning import plan
from ministries.imports.settings import ASKED, read_settings, write_sections
from ministries.permissions import may_manage_institutions

register(
    Target(
        name="institutions",
        title=_("Institutions"),
        may=may_manage_institutions,
        fields=FIELDS,
        read_settings=read_settings,
        plan=plan,
        profiles=Path(__file__).resolve().parent.parent / "profiles",
        asked=ASKED,
        write_sections=write_sections,
        tallies={"kinds": _("Kinds in the file")},
    )
)

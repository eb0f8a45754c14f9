"""Acts of national and EU law, and the measures that transpose one by the other, from registers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from exchange.targets import Target, register
from legislation.imports.acts import plan_acts
from legislation.imports.fields import ACT_FIELDS, MEASURE_FIELDS
from legislation.imports.measures import plan_measures
from legislation.imports.settings import (
    ASKED,
    read_act_settings,
    read_measure_settings,
    write_act_sections,
    write_nothing,
)
from legislation.permissions import may_import_laws

PROFILES = Path(__file__).resolve().parent.parent / "profiles"

register(
    Target(
        name="acts",
        title=_("Acts of national and EU law"),
        may=may_import_laws,
        fields=ACT_FIELDS,
        read_settings=read_act_settings,
        plan=plan_acts,
        profiles=PROFILES / "acts",
        asked=ASKED,
        write_sections=write_act_sections,
        tallies={"kinds": _("Acts by kind"), "statuses": _("Acts by status")},
    )
)
register(
    Target(
        name="measures",
        title=_("National acts that transpose EU acts"),
        may=may_import_laws,
        fields=MEASURE_FIELDS,
        read_settings=read_measure_settings,
        plan=plan_measures,
        profiles=PROFILES / "measures",
        asked=(),
        write_sections=write_nothing,
    )
)

"""International indices, one edition a file, and the countries they tell of."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from exchange.targets import Target, register
from strategy.imports.countries import plan_countries
from strategy.imports.fields import COUNTRY_FIELDS, INDEX_FIELDS
from strategy.imports.readings import plan_readings
from strategy.imports.settings import ASKED, no_settings, read_settings, write_nothing, write_sections
from strategy.permissions import may_keep_strategy

PROFILES = Path(__file__).resolve().parent.parent / "profiles"

register(
    Target(
        name="indices",
        title=_("Readings of an international index"),
        may=may_keep_strategy,
        fields=INDEX_FIELDS,
        read_settings=read_settings,
        plan=plan_readings,
        profiles=PROFILES / "indices",
        asked=ASKED,
        write_sections=write_sections,
        options={"year": _("Year of the edition"), "country": _("Our country, three letters of ISO 3166")},
        tallies={"readings": _("Readings in the file")},
    )
)
register(
    Target(
        name="index-countries",
        title=_("Countries of international indices"),
        may=may_keep_strategy,
        fields=COUNTRY_FIELDS,
        read_settings=no_settings,
        plan=plan_countries,
        profiles=PROFILES / "countries",
        asked=(),
        write_sections=write_nothing,
        tallies={"regions": _("Countries by region")},
    )
)

"""The section of a profile that only indices know: which index the file holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.fields import Asked
from exchange.sections import Section
from strategy.models import Indicator


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The index as it is put on record when its first edition is read; on record already, only ``source`` and ``url`` count."""

    code: str
    title: str
    unit: str
    better: str
    source: str
    url: str


ASKED = (
    Asked("code", gettext_lazy("Code of the index"), hint=gettext_lazy("Small letters and hyphens."), is_required=True),
    Asked("title", gettext_lazy("Name of the index"), is_required=True),
    Asked("unit", gettext_lazy("Unit")),
    Asked("better", gettext_lazy("Which is better"), Indicator.Better.HIGHER, tuple(Indicator.Better.choices)),
    Asked("source", gettext_lazy("Who publishes it"), is_required=True),
)


def read_settings(top: Section) -> IndexSettings:
    section = top.section("index")
    settings = IndexSettings(
        code=section.text("code", is_required=True),
        title=section.text("title", is_required=True),
        unit=section.text("unit"),
        better=section.one_of("better", Indicator.Better.values, Indicator.Better.HIGHER),
        source=section.text("source", is_required=True),
        url=section.text("url"),
    )
    _refuse(section, "code", settings.code, validate_slug)
    _refuse(section, "url", settings.url, URLValidator())
    for name, most in (("code", 60), ("title", 300), ("unit", 60), ("source", 280), ("url", 500)):
        if len(getattr(settings, name)) > most:
            section.problem(name, _("At most %(most)d letters fit.") % {"most": most})
    section.close()
    return settings


def _refuse(section: Section, key: str, text: str, validate: object) -> None:
    try:
        if text and callable(validate):
            validate(text)
    except ValidationError as refusal:
        section.problem(key, " ".join(refusal.messages), text)


def write_sections(answers: Mapping[str, str]) -> str:
    lines = [f"{each.name} = {dumps(answers.get(each.name) or each.default, ensure_ascii=False)}" for each in ASKED]
    return "\n[index]\n" + "\n".join(lines) + "\n"


def no_settings(top: Section) -> None:
    """Countries need none."""


def write_nothing(answers: Mapping[str, str]) -> str:
    return ""

"""The sections of a profile that only acts or only measures know."""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.fields import Asked
from exchange.sections import Section
from legislation.models import Act
from legislation.rules.titles import title_key

NATIONAL = (Act.Kind.LAW, Act.Kind.REGULATION)


@dataclass(frozen=True, slots=True)
class ActSettings:
    """``kind``: of an act whose row gives none and no CELEX number either; empty: such a row is an error."""

    kind: str


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """``same``: number or title on record by the key of the title in the file."""

    same: Mapping[str, str]


ASKED = (
    Asked(
        "kind",
        gettext_lazy("Kind of an act without CELEX number whose row gives none"),
        Act.Kind.LAW,
        tuple((kind.value, kind.label) for kind in NATIONAL),
    ),
)


def read_act_settings(top: Section) -> ActSettings:
    section = top.section("defaults")
    settings = ActSettings(section.one_of("kind", [kind.value for kind in NATIONAL]))
    section.close()
    return settings


def write_act_sections(answers: Mapping[str, str]) -> str:
    return f"\n[defaults]\nkind = {dumps(answers.get('kind', Act.Kind.LAW.value))}\n"


def read_measure_settings(top: Section) -> MeasureSettings:
    section = top.section("matches")
    value = section.raw("same") or []
    section.close()
    if not (isinstance(value, list) and all(_is_pair(each) for each in value)):
        hint = _('Write pairs, the title in the file first, then the number of the law: [["Old title", "AvTS"]].')
        section.problem("same", hint, value)
        return MeasureSettings({})
    return MeasureSettings({title_key(title): law for title, law in value})


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def write_nothing(answers: Mapping[str, str]) -> str:
    return ""

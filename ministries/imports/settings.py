"""The sections of a profile that only institutions know."""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.fields import Asked
from exchange.sections import Section
from ministries.models import Institution, Succession

Pair = tuple[str, str]  # code in the file, code on record


@dataclass(frozen=True, slots=True)
class InstitutionSettings:
    """``kind``: of a new institution whose row gives none. The other kinds: of a succession, by how many take part in it."""

    kind: str
    one_to_one: str
    many_to_one: str
    one_to_many: str
    same: frozenset[Pair]
    different: frozenset[Pair]


ASKED = (
    Asked(
        "kind",
        gettext_lazy("Kind of an institution whose row gives none"),
        Institution.Kind.OTHER,
        tuple(Institution.Kind.choices),
    ),
)


def read_settings(top: Section) -> InstitutionSettings:
    defaults, successions, matches = top.section("defaults"), top.section("successions"), top.section("matches")
    kinds = Succession.Kind.values
    settings = InstitutionSettings(
        kind=defaults.one_of("kind", Institution.Kind.values, Institution.Kind.OTHER),
        one_to_one=successions.one_of("one_to_one", kinds, Succession.Kind.RENAME),
        many_to_one=successions.one_of("many_to_one", kinds, Succession.Kind.MERGER),
        one_to_many=successions.one_of("one_to_many", kinds, Succession.Kind.SPLIT),
        same=_pairs(matches, "same"),
        different=_pairs(matches, "different"),
    )
    for section in (defaults, successions, matches):
        section.close()
    return settings


def _pairs(section: Section, key: str) -> frozenset[Pair]:
    value = section.raw(key) or []
    if not (isinstance(value, list) and all(_is_pair(each) for each in value)):
        section.problem(key, _('Write pairs, the code in the file first: [["hm-treasury", "treasury"]].'), value)
        return frozenset()
    return frozenset((ours.casefold(), theirs.casefold()) for ours, theirs in value)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def write_sections(answers: Mapping[str, str]) -> str:
    return f"\n[defaults]\nkind = {dumps(answers.get('kind', Institution.Kind.OTHER.value))}\n"

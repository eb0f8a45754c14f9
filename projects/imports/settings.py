"""The sections of a profile that only projects know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from exchange.names import institution_key, name_key
from exchange.sections import Section
from ministries.models import Institution, Succession
from projects.models import Assessment, Project

CIO = "cio"
OWNERS = (Assessment.Source.REVIEWER.value, Assessment.Source.OFFICE.value, CIO)
MONTH_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")

Known = tuple[str, str]  # key of the institution, key of the name


@dataclass(frozen=True, slots=True)
class NamedInstitution:
    """What the profile says of an institution, by the short name the file uses."""

    acronym: str
    name: str
    kind: str
    also: tuple[str, ...] = ()
    starts_on: date | None = None
    successor: str = ""
    how: str = Succession.Kind.MERGER
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    stage: str
    absent: str
    visibility: str
    currency: str
    institution_kind: str


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """``same`` and ``different``: groups of (institution, name) that the profile decides; ``likeness``: from where on to propose."""

    defaults: Defaults
    year_starts: tuple[int, int] | None = None
    rating_of: str = Assessment.Source.REVIEWER
    assessor: str = ""
    is_independent: bool = False
    scheme: str = ""
    identifier_ignore: re.Pattern[str] | None = None
    likeness: float = 0.6
    institutions: Mapping[str, NamedInstitution] = field(default_factory=dict)
    same: Sequence[frozenset[Known]] = ()
    different: Sequence[frozenset[Known]] = ()


def read_settings(top: Section) -> ProjectSettings:
    match = top.section("match")
    assessment = top.section("assessment")
    round_ = top.section("round")
    matches = top.section("matches")
    settings = ProjectSettings(
        defaults=_defaults(top.section("defaults")),
        year_starts=_year_starts(round_),
        rating_of=assessment.one_of("by", OWNERS, Assessment.Source.REVIEWER),
        assessor=assessment.text("assessor"),
        is_independent=assessment.flag("independent"),
        scheme=match.text("scheme", "id"),
        identifier_ignore=match.pattern("identifier_ignore"),
        likeness=match.number("likeness", 0.6, 0.3, 1),
        institutions=_institutions(top.section("institutions")),
        same=_groups(matches, "same"),
        different=_groups(matches, "different"),
    )
    if "rating" in top.section("fields") and settings.rating_of == Assessment.Source.REVIEWER and not settings.assessor:
        assessment.problem(
            "assessor", _('Say whose rating it is: the name of the reviewer, or by = "cio" or "office".')
        )
    for section in (match, assessment, round_, matches):
        section.close()
    return settings


def _defaults(section: Section) -> Defaults:
    currency = section.text("currency", is_required=True)
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        section.problem("currency", _("Use the three letters of ISO 4217, such as GBP."), currency)
    stages = Project.Stage.values
    defaults = Defaults(
        stage=section.one_of("stage", stages, Project.Stage.DELIVERY),
        absent=section.one_of("absent", stages),
        visibility=section.one_of("visibility", Project.Visibility.values, Project.Visibility.GOVERNMENT),
        currency=currency,
        institution_kind=section.one_of("institution_kind", Institution.Kind.values, Institution.Kind.OTHER),
    )
    section.close()
    return defaults


def _year_starts(section: Section) -> tuple[int, int] | None:
    text = section.text("year_starts")
    if not text:
        return None
    if not MONTH_DAY.match(text):
        section.problem("year_starts", _("Write month and day of the first day, such as 04-01."), text)
        return None
    return int(text[:2]), int(text[3:])


def _institutions(section: Section) -> dict[str, NamedInstitution]:
    """By every key the file may use."""
    found: dict[str, NamedInstitution] = {}
    for acronym in section:
        named = _institution(section.section(acronym), acronym)
        for key in map(institution_key, (acronym, *named.also)):
            found[key] = named
    return found


def _institution(section: Section, acronym: str) -> NamedInstitution:
    named = NamedInstitution(
        acronym=acronym,
        name=section.text("name", acronym),
        kind=section.one_of("kind", Institution.Kind.values),
        also=section.texts("also"),
        starts_on=section.day("starts_on"),
        successor=section.text("successor"),
        how=section.one_of("how", Succession.Kind.values, Succession.Kind.MERGER),
        on=section.day("on"),
    )
    if named.successor and named.on is None:
        section.problem("on", _("Say on which day the successor took over, such as on = 2020-09-02."))
    section.close()
    return named


def _groups(section: Section, key: str) -> tuple[frozenset[Known], ...]:
    value = section.raw(key) or []
    if not (isinstance(value, list) and all(isinstance(group, list) for group in value)):
        section.problem(key, _('Write a list of lists: [["HO: Old name", "HO: New name"]].'), value)
        return ()
    return tuple(frozenset(_known(section, key, group)) for group in value)


def _known(section: Section, key: str, group: Iterable[object]) -> Iterable[Known]:
    for text in group:
        institution, mark, name = str(text).partition(": ")
        if not mark or not name.strip():
            section.problem(key, _("Write each as institution, colon, name: HO: Name of the project."), text)
            continue
        yield institution_key(institution), name_key(name)

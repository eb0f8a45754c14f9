"""What reporting costs: answers asked for and minutes taken, by round and ministry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.tables import Column
from ministries.models import Institution
from projects.models import Round, Sitting

ROUNDS = 24


@dataclass(frozen=True, slots=True)
class Load:
    """One round, of one institution or of all. ``minutes``: the median over reports; None where people filed none."""

    round: Round
    institution: Institution | None
    reports: int
    minutes: float | None
    hours: float
    fields: int
    unchanged: int
    machine: int


@dataclass(frozen=True, slots=True)
class LoadTable:
    """Every round and ministry as a file."""

    loads: Sequence[Load]
    export_name: ClassVar[str] = "reporting-burden"
    columns: ClassVar[Mapping[str, Column[Any]]] = {
        "round": Column(_("Round"), lambda load: load.round.name),
        "institution": Column(_("Institution"), lambda load: load.institution.name if load.institution else _("All")),
        "reports": Column(_("Reports filed by people"), lambda load: load.reports),
        "minutes": Column(_("Minutes a report, median"), lambda load: _rounded(load.minutes)),
        "hours": Column(_("Hours together"), lambda load: _rounded(load.hours)),
        "fields": Column(_("Answers asked for"), lambda load: load.fields),
        "unchanged": Column(_("Nothing changed, one press"), lambda load: load.unchanged),
        "machine": Column(_("Sent by a machine"), lambda load: load.machine),
    }

    @property
    def count(self) -> int:
        return len(self.loads)

    def all_rows(self) -> Iterator[Load]:
        yield from self.loads


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def loads(access: Access) -> list[Load]:
    """Of the reports this reader may see, the newest round first and in it all together first; three queries."""
    found = Sitting.objects.visible_to(access).burden()
    rounds = {each.pk: each for each in Round.objects.visible_to(access).filter(pk__in={one.round_id for one in found})}
    names = Institution.objects.in_bulk({one.institution_id for one in found if one.institution_id})
    told = [
        Load(
            rounds[one.round_id],
            names[one.institution_id] if one.institution_id else None,
            one.reports,
            float(one.median) if one.median is not None else None,
            float(one.total) / 60,
            one.fields,
            one.unchanged,
            one.machine,
        )
        for one in found
        if one.round_id in rounds
    ]
    told.sort(key=lambda load: (load.institution is not None, -(load.minutes or 0), str(load.institution)))
    told.sort(key=lambda load: (load.round.ends_on, load.round.pk), reverse=True)
    return told

"""How far the concordance table of an act is: counts per level, and what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from core.charts import Figure, ShareRow, shares_chart
from legislation.models import Act, Concordance
from legislation.rules.levels import ICONS, LEVELS


def level_word(level: str) -> str:
    return str(Concordance.Level(level).label) if level else _("Not compared yet")


@dataclass(frozen=True, slots=True)
class LevelCount:
    level: str
    count: int

    @property
    def word(self) -> str:
        return level_word(self.level)

    @property
    def icon(self) -> str:
        return ICONS[self.level]


@dataclass(frozen=True, slots=True)
class Progress:
    """Of an act read ``with_progress``."""

    act: Act
    total: int
    counts: tuple[LevelCount, ...]

    def of(self, *levels: str) -> int:
        return sum(each.count for each in self.counts if each.level in levels)

    @property
    def not_compared(self) -> int:
        return self.of("")

    @property
    def partially(self) -> int:
        return self.of("partially")

    @property
    def open(self) -> int:
        return self.not_compared + self.partially

    @property
    def complete(self) -> int:
        """Fully transposed, or nothing to transpose."""
        return self.total - self.open

    @property
    def percent(self) -> int:
        """Of the lines that are complete; cut, never rounded up."""
        return self.complete * 100 // self.total if self.total else 0

    @property
    def finding(self) -> str:
        """The state in one sentence."""
        if not self.total:
            return _("No provision is in the table yet")
        if not self.open:
            return ngettext("The one provision is complete", "All %(n)s provisions are complete", self.total) % {
                "n": self.total
            }
        return ngettext(
            "%(done)s of %(n)s provision is complete", "%(done)s of %(n)s provisions are complete", self.total
        ) % {"done": self.complete, "n": self.total}

    @property
    def figure(self) -> Figure:
        return progress_chart([self], self.finding)

    @property
    def shares(self) -> tuple[int, int, int, int]:
        nothing = self.complete - self.of("fully")
        return self.of("fully"), self.partially, nothing, self.not_compared


def progress_of(act: Act) -> Progress:
    counts = tuple(LevelCount(level, getattr(act, f"lines_{name}")) for name, level in LEVELS.items())
    return Progress(act, act.lines, counts)  # type: ignore[attr-defined]  # an annotation of with_progress


def progress_chart(found: Iterable[Progress], title: str, *, key: str = "concordance") -> Figure:
    """A bar an act, those without a table left out."""
    rows = [
        ShareRow(str(each.act), each.shares, _("%(done)s of %(n)s") % {"done": each.complete, "n": each.total})
        for each in found
        if each.total
    ]
    parts = (_("Fully transposed"), _("Partially transposed"), _("Nothing to transpose"), _("Not compared yet"))
    sub = _(
        "Provisions of the act by level. Nothing to transpose: not to be transposed, not relevant or discretionary."
    )
    heads = (_("Act"), _("Complete"))
    return shares_chart(title, sub, rows, parts, heads=heads, key=key, is_mirrored=get_language_bidi())

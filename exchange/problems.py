"""What is wrong with a file, where it stands and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """``row`` counts as a spreadsheet does, the heading included; None: the file as a whole."""

    row: int | None
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a row says and the records could not take over. No error: the rest of the file is taken.

    ``name`` tells of what the row speaks; ``reason`` is the same for all of one kind, so that they can be counted.
    """

    row: int
    name: str
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    column: str
    reason: str
    lines: Sequence[LeftOut]


def grouped(lines: Iterable[LeftOut]) -> list[LeftOutGroup]:
    """By column and reason, the largest first."""
    found: dict[tuple[str, str], list[LeftOut]] = {}
    for line in lines:
        found.setdefault((line.column, line.reason), []).append(line)
    groups = [LeftOutGroup(column, reason, several) for (column, reason), several in found.items()]
    return sorted(groups, key=lambda group: -len(group.lines))


class Refused(Exception):
    """A file or a profile that cannot be read at all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.reason for problem in problems))
        self.problems = tuple(problems)


def refused(reason: str, *, row: int | None = None, column: str = "", value: str = "") -> Refused:
    return Refused([Problem(row, column, shortened(value), reason)])


def shortened(value: str) -> str:
    """Enough of a cell to find it again."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"

"""Institutions as a nested list, flattened in its order."""

from collections.abc import Iterable
from dataclasses import dataclass

from ministries.models import Institution


@dataclass(frozen=True, slots=True)
class Branch:
    """An institution in the tree. ``opens`` a list of those under it; ``closes`` so many lists after it."""

    institution: Institution
    is_match: bool
    opens: bool
    closes: range


def tree_of(institutions: Iterable[Institution], matches: frozenset[int] | None = None) -> list[Branch]:
    """In the order of a nested list. With ``matches``, only these and what they are part of; a circle of parents, which the
    forms refuse, is cut where it begins."""
    rows = {each.pk: each for each in institutions}
    wanted = rows.keys() if matches is None else _with_parents(rows, matches)
    under: dict[int | None, list[Institution]] = {}
    for each in rows.values():
        if each.pk in wanted:
            under.setdefault(each.parent_id if each.parent_id in rows else None, []).append(each)
    flat: list[tuple[int, Institution]] = []
    pending = [(0, each) for each in reversed(under.get(None, []))]
    while pending:
        depth, institution = pending.pop()
        flat.append((depth, institution))
        pending += [(depth + 1, each) for each in reversed(under.get(institution.pk, []))]
    depths = [depth for depth, _institution in flat] + [0]
    return [
        Branch(
            each, matches is None or each.pk in matches, depths[at + 1] > depth, range(max(depth - depths[at + 1], 0))
        )
        for at, (depth, each) in enumerate(flat)
    ]


def _with_parents(rows: dict[int, Institution], matches: frozenset[int]) -> set[int]:
    found: set[int] = set()
    for pk in matches:
        at: int | None = pk
        while at in rows and at not in found:
            found.add(at)
            at = rows[at].parent_id
    return found

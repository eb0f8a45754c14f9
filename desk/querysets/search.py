"""All kinds in one round trip: what each app answers is put together into one statement.

Of each kind at most MOST matches, or MOST_NEAR that are similar only, are read and ranked, so that a word that stands in
everything costs no more than another.
Where another table tells who may see a record, words are matched first and the matches tried until MOST may be seen: joined at
once, PostgreSQL reads all projects to know of which the milestones may be seen.
Near matches, for what is misspelt, are looked for only where no kind has the words as they were typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from core import questions
from core.access import Access
from core.finding import CODED, Finding, Sought
from core.questions import FindKind

MOST, MOST_NEAR = 500, 100
ORDER = list(FindKind)
MISSPELT, SIZE, START = "\ue000misspelt", "\ue000size", "\ue000start"
"""What stands in the statement for whether near matches are wanted, how many hits and from which on."""
SETTINGS = (
    "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0;"
    " SET LOCAL pg_trgm.word_similarity_threshold = 0.4;"
)
"""Neither compiler nor workers for a statement of milliseconds; a letter too much, too few or exchanged is still near."""


@dataclass(frozen=True, slots=True)
class Hit:
    """``said``: the beginning of what is said of the record. ``about``: what it belongs to. ``is_coded``: what was typed is its
    code, a number of it or an address. ``is_near``: similar words only."""

    kind: FindKind
    pk: int
    name: str
    code: str
    said: str
    about: str
    path: str
    is_coded: bool
    is_near: bool


@dataclass(slots=True)
class Hits:
    """Of one kind: some ``rows`` of ``count``; ``is_more``: there are more than the MOST, or MOST_NEAR, that were counted."""

    kind: FindKind
    rows: list[Hit] = field(default_factory=list)
    count: int = 0
    is_more: bool = False


Params = list[Any]


def search(
    access: Access,
    on: date,
    sought: Sought,
    *,
    kind: FindKind | None = None,
    scopes: frozenset[str] | None = None,
    size: int,
    start: int = 0,
) -> list[Hits]:
    """``size`` hits from ``start`` on of every kind that has any (or of one ``kind``), in the order of the kinds.

    ``scopes``: of a key, which finds only what it may read; None: a person.
    """
    made = _statement(access, on, kind, scopes)
    if made is None:
        return []
    values: dict[Any, Any] = {**sought.values, MISSPELT: sought.may_be_misspelt, SIZE: size, START: start}
    with connection.cursor() as cursor:
        cursor.execute(
            made.sql, [values.get(param, param) if isinstance(param, str) else param for param in made.params]
        )
        rows = cursor.fetchall()
    return list(_grouped(made.findings, rows))


@dataclass(frozen=True, slots=True)
class Statement:
    findings: Sequence[Finding]
    sql: str
    params: Params


@lru_cache(maxsize=128)
def _statement(access: Access, on: date, kind: FindKind | None, scopes: frozenset[str] | None) -> Statement | None:
    """Made once for all who see the same: what they type is put in later. None: they may see nothing of it."""
    findings = sorted(
        (
            each
            for each in questions.find(access, on)
            if kind in (None, each.kind) and (scopes is None or each.scope in scopes) and _is_answered(each)
        ),
        key=lambda each: ORDER.index(each.kind),
    )
    if not findings:
        return None
    params: Params = []

    def told(rows: Any) -> str:
        sql, its = rows.query.sql_with_params()
        params.extend(its)
        return str(sql)

    parts = [_matches(place, each, told) for place, each in enumerate(findings)]
    is_none = " AND ".join(f"NOT EXISTS (SELECT FROM hit{place})" for place in range(len(findings)))
    parts.append(f"nothing AS MATERIALIZED (SELECT {is_none} AND %s AS holds)")
    params.append(MISSPELT)
    for place, each in enumerate(findings):
        parts.append(_best(place, each))
        params += [SIZE, START]
    shown = [
        f"(SELECT {place}, best.rank, best.found, best.is_near, told.* FROM best{place} AS best"
        f" JOIN ({told(each.told)}) AS told (key, name, code, said, about, place) ON told.key = best.key)"
        for place, each in enumerate(findings)
    ]
    sql = f"{SETTINGS} WITH {', '.join(parts)} {' UNION ALL '.join(shown)} ORDER BY 1, 2 DESC, 5 DESC"
    return Statement(findings, sql, params)


def _is_answered(finding: Finding) -> bool:
    """Nobody may see rows of this kind: there is nothing to ask the database."""
    try:
        for rows in (finding.worded, finding.seen):
            if rows is not None:
                rows.query.sql_with_params()
    except EmptyResultSet:
        return False
    return True


def _matches(place: int, finding: Finding, told: Any) -> str:
    """A materialised part is planned as if read to its end, so by its index, and read only as far as it is asked."""
    worded = f"worded{place} (key, rank) AS MATERIALIZED ({told(finding.worded)})"
    arms = [_seen(place, finding, told), *(f"({told(rows)})" for rows in finding.coded)]
    parts = [
        worded,
        f"hit{place} AS MATERIALIZED"
        f" (SELECT key, max(rank) AS rank FROM ({' UNION ALL '.join(arms)}) AS arm GROUP BY key)",
    ]
    if finding.near is not None:
        parts.append(f"near{place} (key, rank) AS MATERIALIZED ({told(finding.near)})")
    return ", ".join(parts)


def _seen(place: int, finding: Finding, told: Any) -> str:
    """OFFSET 0 has what may be seen asked by the key of each match."""
    seen = ""
    if finding.seen is not None:
        of_key = f"SELECT FROM ({told(finding.seen)}) AS every (key) WHERE every.key = worded.key OFFSET 0"
        seen = f" CROSS JOIN LATERAL ({of_key}) AS seen"
    return f"(SELECT worded.* FROM worded{place} AS worded{seen} LIMIT {MOST + 1})"


def _best(place: int, finding: Finding) -> str:
    every = f"SELECT key, rank, false AS is_near FROM hit{place}"
    if finding.near is not None:
        every += f" UNION ALL (SELECT key, rank, true FROM near{place} WHERE (SELECT holds FROM nothing) LIMIT {MOST_NEAR + 1})"
    return (
        f"best{place} AS MATERIALIZED (SELECT *, count(*) OVER () AS found FROM ({every}) AS every"
        f" ORDER BY rank DESC, key DESC LIMIT %s OFFSET %s)"
    )


def _grouped(findings: Sequence[Finding], rows: Sequence[tuple[Any, ...]]) -> Iterator[Hits]:
    groups: dict[int, Hits] = {}
    for place, rank, found, is_near, key, name, code, said, about, where in rows:
        finding = findings[place]
        most = MOST_NEAR if is_near else MOST
        hits = groups.setdefault(place, Hits(finding.kind, count=min(found, most), is_more=found > most))
        hits.rows.append(
            Hit(
                finding.kind,
                key,
                name,
                code,
                finding.tell(said or ""),
                about or "",
                finding.path(where),
                rank >= CODED,
                is_near,
            )
        )
    yield from groups.values()

"""Words somebody looks for, and how the rows of an app are matched with them.

Every table that is searched has a column ``words`` which the database writes (``search_words()``). No model names it, so
that no list fetches it and no event copies it; ``Words("title")`` reads it beside the column that names the record.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVectorExact,
    SearchVectorField,
)
from django.db.models import F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Cast, Left

from core.querysets import sorted_by
from core.scopes import TokenScope

NO_WORD = "-/.,:;()[]{}'\"_@#&|!<>*\\+=?%$~^`“”„«»–—’‘…§"
"""As in the SQL function ``search_text()``: each becomes a blank."""
MOST_SIGNS, MOST_WORDS, LEAST_SIGNS = 200, 8, 2
SHORT = 3
"""From so many letters on a word is also found by its beginning."""
LEAST_NEAR = 4
MOST_SAID = 4000
CODED, NAMED = 8.0, 4.0
"""Ranks above every rank of words, which stay below 1."""

ROWS = QuerySet[Any, Any]
_BLANKS = str.maketrans(dict.fromkeys(NO_WORD, " "))
_JOINERS = "\u200c\u200d"


# What stands in a statement for what somebody will type. Statements are made once for each access and used again and again;
# signs of private use are taken out of everything typed, so that these are never mistaken for it.
TEXT, UPPER, LOWER, QUERY = "\ue000text", "\ue000upper", "\ue000lower", "\ue000query"
CODES = (TEXT, UPPER, LOWER)
"""As typed, and as codes are written."""


class Sought:
    """What was typed, without what no text can hold; at most MOST_SIGNS signs and MOST_WORDS words of it."""

    def __init__(self, said: str) -> None:
        kept = (sign if sign in _JOINERS or unicodedata.category(sign)[0] != "C" else " " for sign in said[:2000])
        self.text = " ".join("".join(kept).split())[:MOST_SIGNS].strip()

    @cached_property
    def words(self) -> list[str]:
        return self.text.translate(_BLANKS).split()[:MOST_WORDS]

    @property
    def is_enough(self) -> bool:
        """A single letter finds everything and so nothing."""
        return len("".join(self.words)) >= LEAST_SIGNS or any(not word.isascii() for word in self.words)

    @property
    def may_be_misspelt(self) -> bool:
        return max(map(len, self.words), default=0) >= LEAST_NEAR

    @property
    def query(self) -> str:
        """All words, as ``to_tsquery()`` reads them; they hold no sign that means something to it."""
        long = (len(word) >= SHORT or not word.isascii() for word in self.words)
        return " & ".join(
            f"'{word}':*" if is_long else f"'{word}'" for word, is_long in zip(self.words, long, strict=True)
        )

    @property
    def values(self) -> dict[Any, str]:
        """By what stands for them."""
        return {TEXT: self.text, UPPER: self.text.upper(), LOWER: self.text.lower(), QUERY: self.query}


class SortKey(Func):
    """As ``sort_key`` columns are written."""

    function = "sort_key"
    output_field = TextField()


class Later(SortKey):
    """The same, told to the planner only when the statement runs: it would try known words, to guess how many are similar."""

    template = "(SELECT %(function)s(%(expressions)s))"


class Similarity(Func):
    """``word_similarity()``: how much of the first stands, as if misspelt, in the second."""

    function = "word_similarity"
    output_field = FloatField()


class Words(F):
    """The column ``words`` of the table that this column stands in, also across a relation: ``Words("person__full_name")``."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Col:
        beside: Any = super().resolve_expression(*args, **kwargs)
        column = SearchVectorField()
        column.set_attributes_from_name("words")
        return Col(beside.alias, column)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one kind of record answers. ``coded``, ``worded`` and ``near`` have the columns (key, rank), ``told`` (key, name,
    code, said, about, place). Where ``seen`` is not None, what ``worded`` finds counts only where its key is among it.
    ``path`` makes an address of a place, ``tell`` a text for people of what is said. ``scope``: what a key needs to read it.
    ``near`` counts only where nobody's words match.
    """

    kind: Any
    seen: ROWS | None
    coded: Sequence[ROWS]
    worded: ROWS
    near: ROWS | None
    told: ROWS
    path: Callable[[str], str]
    tell: Callable[[str], str]
    scope: str


def finding(
    kind: Any,
    rows: ROWS,
    *,
    path: Callable[[str], str],
    tell: Callable[[str], str] = str,
    scope: str = TokenScope.PORTFOLIO_READ,
    name: str = "title",
    code: str = "code",
    place: str = "code",
    said: str = "",
    about: str = "",
    coded: Sequence[Q] = (),
    is_sorted: bool = True,
) -> Finding:
    """``rows``: all that the reader may see. ``name``, ``code``, ``place``, ``said`` (a text), ``about`` (what it belongs to)
    are columns. ``coded``: rules each of which, by an index of its own, names exactly what was typed. ``is_sorted``: there are
    indexes on the sorting text of the name, so that the whole name and similar ones are looked for too.
    """
    key, later = SortKey(Value(TEXT)), Later(Value(TEXT))
    seen, every = (each.order_by().annotate(found_key=F("pk")) for each in (rows, rows.model._default_manager.all()))
    keyed = seen.annotate(name_key=sorted_by(name))
    exact = [_ranked(seen.filter(rule), Value(CODED, FloatField())) for rule in coded]
    if is_sorted:
        exact.append(_ranked(keyed.filter(name_key=key), Value(NAMED, FloatField())))
    query = SearchQuery(QUERY, config="public.words", search_type="raw")
    is_joined = sum(map(bool, seen.query.alias_refcount.values())) > 1
    words = (every if is_joined else seen).filter(SearchVectorExact(Words(name), query))
    similar = keyed.filter(name_key__trigram_word_similar=later)
    return Finding(
        kind=kind,
        seen=seen.values_list("found_key") if is_joined else None,
        coded=exact,
        worded=_ranked(words, SearchRank(Words(name), query)),
        near=_ranked(similar, Similarity(later, F("name_key"))) if is_sorted else None,
        told=_told(rows.model._default_manager.order_by(), name, code, said, about, place),
        path=path,
        tell=tell,
        scope=scope,
    )


def _ranked(rows: ROWS, rank: Any) -> ROWS:
    found: ROWS = rows.annotate(found_rank=rank).values_list("found_key", "found_rank")
    return found


def _told(rows: ROWS, *columns: str) -> ROWS:
    texts = {
        f"found_{place}": Left(Cast(F(column), TextField()), MOST_SAID) if column else Value("", TextField())
        for place, column in enumerate(columns)
    }
    found: ROWS = rows.annotate(found_key=F("pk"), **texts).values_list("found_key", *texts)
    return found

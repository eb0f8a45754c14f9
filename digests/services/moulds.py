"""Digests are cast: the templates are drawn once for each language, styles written into them, and cut into frame, group and line.

What stands between the marks ``<!--group-->`` and ``<!--line-->`` of the template is filled for each group and line. A value is
put into a gap as it is, and into HTML escaped; no value is looked into for further gaps.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from digests.services.inlining import inlined

GROUPS, LINES = "<!--groups-->", "<!--lines-->"
_GROUP = re.compile(r"<!--group-->(.*)<!--/group-->", re.DOTALL)
_LINE = re.compile(r"<!--line-->(.*?)<!--/line-->", re.DOTALL)
_GAP = re.compile(r"gap0([a-z_]+)0gap|<!--(groups|lines)-->")
LINE = ("title", "url", "why", "reason", "by", "on_behalf")
MAY_BE_EMPTY = ("by", "on_behalf")
FRAME = ("heading", "day", "country", "home", "settings", "unsubscribe")


def _gap(name: str) -> str:
    """A word that template and parser leave alone."""
    return f"gap0{name}0gap"


class Mould:
    def __init__(self, text: str, *, is_html: bool) -> None:
        parts = _GAP.split(text)
        self._words, self._gaps = (
            parts[::3],
            [plain or raw for plain, raw in zip(parts[1::3], parts[2::3], strict=True)],
        )
        self._is_html = is_html

    def fill(self, values: Mapping[str, str], inner: str = "") -> str:
        """``inner``: the groups of a frame or the lines of a group, filled already."""
        said = [self._words[0]]
        for name, words in zip(self._gaps, self._words[1:], strict=True):
            said.append(inner if name in ("groups", "lines") else self._as_text(values[name]))
            said.append(words)
        return "".join(said)

    def _as_text(self, value: str) -> str:
        return escape(value) if self._is_html else value


@dataclass(frozen=True, slots=True)
class Moulds:
    """``lines`` by which of ``MAY_BE_EMPTY`` are given; ``frames`` by whether the reader holds a post that is asked."""

    frames: Mapping[bool, Mould]
    group: Mould
    lines: Mapping[tuple[bool, ...], Mould]

    def line(self, values: Mapping[str, str]) -> str:
        return self.lines[tuple(bool(values[name]) for name in MAY_BE_EMPTY)].fill(values)


def moulds(ending: str) -> Moulds:
    """Of the active language. ``ending``: html or txt."""
    return _cast(ending, get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=64)
def _cast(ending: str, language: str) -> Moulds:
    is_html = ending == "html"
    drawn = {has_posts: _drawn(ending, has_posts) for has_posts in (True, False)}
    found = _GROUP.search(drawn[True])
    assert found, "the template of the digest has lost its marks"
    variants = [(by, behalf) for by in (True, False) for behalf in (True, False)]
    lines = _LINE.findall(found[1])
    group = _LINE.sub("", found[1], count=len(lines) - 1)
    return Moulds(
        frames={key: Mould(_GROUP.sub(GROUPS, text), is_html=is_html) for key, text in drawn.items()},
        group=Mould(_LINE.sub(LINES, group), is_html=is_html),
        lines={variant: Mould(text, is_html=is_html) for variant, text in zip(variants, lines, strict=True)},
    )


def _drawn(ending: str, has_posts: bool) -> str:
    """The template with gaps, one line for each of the variants."""
    always = {name: _gap(name) for name in LINE}
    lines = [
        {**always, "by": always["by"] if by else "", "on_behalf": always["on_behalf"] if behalf else ""}
        for by in (True, False)
        for behalf in (True, False)
    ]
    about: dict[str, Any] = {name: _gap(name) for name in FRAME}
    about |= {"posts": [_gap("posts")] if has_posts else [], "groups": [{"heading": _gap("group"), "lines": lines}]}
    text = render_to_string(f"digests/digest.{ending}", about)
    return inlined(text) if ending == "html" else text

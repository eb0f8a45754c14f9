"""Where the words that were looked for stand in a text, whatever the case and the accents."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

AROUND, MOST = 60, 220
ALIKE = 0.6
WORD = re.compile(r"[^\W_]+(?:[\u200c\u200d\u0300-\u036f]+[^\W_]+)*")
ALONE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"})
"""Letters that hold no accent of their own and still stand for another."""


class Part(NamedTuple):
    text: str
    is_hit: bool


def folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold()).translate(ALONE)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """The text in parts; hits are words that begin with one that was looked for."""
    begins = tuple(filter(None, map(folded, words)))
    parts, last = [], 0
    for found in WORD.finditer(text):
        if not begins or not folded(found.group()).startswith(begins):
            continue
        parts += [Part(text[last : found.start()], False), Part(found.group(), True)]
        last = found.end()
    return [part for part in (*parts, Part(text[last:], False)) if part.text]


def around(text: str, words: Sequence[str]) -> str:
    """So much of a long text as stands around the first hit, cut between words; without a hit its beginning."""
    begins = tuple(filter(None, map(folded, words)))
    first = next(
        (each.start() for each in WORD.finditer(text) if begins and folded(each.group()).startswith(begins)), 0
    )
    start = 0 if first <= AROUND else text.find(" ", first - AROUND) + 1
    end = len(text) if len(text) - start <= MOST else text.rfind(" ", start, start + MOST)
    end = start + MOST if end <= start else end
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def meant(words: Sequence[str], names: Iterable[str]) -> str:
    """What was probably meant: each word as the name nearest to all of them writes it. Empty: no name is near enough."""
    best, best_likeness = "", 0.0
    for name in names:
        known = {folded(word): word for word in WORD.findall(name)}
        pairs = [max(((_alike(folded(word), each), each) for each in known), default=(0.0, "")) for word in words]
        likeness = sum(each for each, _ in pairs)
        if likeness > best_likeness and all(each >= ALIKE for each, _ in pairs):
            best, best_likeness = " ".join(known[each].lower() for _, each in pairs), likeness
    return best


def _alike(one: str, other: str) -> float:
    return 1.0 if other.startswith(one) else SequenceMatcher(None, one, other).ratio()

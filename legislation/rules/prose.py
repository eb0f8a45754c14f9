"""Where a day stands in the prose of an article, so that a person can check it at a glance."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
AROUND = 400


class Excerpt(NamedTuple):
    """``found``: the day as the text writes it; empty: it does not stand there in these words, it was worked out.

    ``is_whole``: nothing was left out around it.
    """

    before: str
    found: str
    after: str
    is_whole: bool


def excerpt(words: str, day: date, around: int = AROUND) -> Excerpt:
    """The day with what stands around it; the beginning of the text where it cannot be found."""
    match = re.search("|".join(_written(day)), words, re.IGNORECASE)
    if match is None:
        return Excerpt(_cut_end(words, 2 * around), "", "", len(words) <= 2 * around)
    before, after = words[: match.start()], words[match.end() :]
    is_whole = len(before) <= around and len(after) <= around
    return Excerpt(_cut_start(before, around), match.group(), _cut_end(after, around), is_whole)


def _written(day: date) -> Iterator[str]:
    month = MONTHS[day.month - 1]
    name = rf"(?:{month}|{month[:3]}\.?)"
    yield rf"\b0?{day.day}(?:st|nd|rd|th|\.)?\s+{name},?\s+{day.year}\b"
    yield rf"\b{name}\s+0?{day.day}(?:st|nd|rd|th)?,?\s+{day.year}\b"
    yield rf"\b0?{day.day}\s*[./-]\s*0?{day.month}\s*[./-]\s*{day.year}\b"
    yield rf"\b{day.year}-0?{day.month}-0?{day.day}\b"


def _cut_start(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return "… " + text[-most:].split(" ", 1)[-1]


def _cut_end(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"

"""The order of provisions as people write them: § 9 (2) stands before § 10, and the whole draft before both."""

import re

PART = re.compile(r"\d+|[^\W\d_]+")
Place = tuple[bool, tuple[tuple[int, int, str], ...], str]


def place_of(provision: str) -> Place:
    """Sorts numbers as numbers and words as words; what names no number comes first: it is about the whole."""
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in PART.findall(provision.casefold())
    )
    return any(kind == 0 for kind, _number, _word in parts), parts, provision

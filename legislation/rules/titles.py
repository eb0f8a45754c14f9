"""Titles of laws as lists write them: in capitals, with the digit of a footnote behind."""

import re
import unicodedata

_FOOTNOTE = re.compile(r"\s*(?<!\d)\d{1,2}$")


def title_key(title: str) -> str:
    """Equal for titles that differ in capitals, blanks and signs alone."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split()).strip(" .,;*")


def title_keys(title: str) -> tuple[str, ...]:
    """What may be meant, the title as it stands first, then without the number of a footnote."""
    key = title_key(title)
    shorter = _FOOTNOTE.sub("", key)
    return (key,) if shorter in ("", key) else (key, shorter)

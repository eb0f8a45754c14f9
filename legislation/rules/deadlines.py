"""The transposition deadline in the prose of an article, as EU acts put it in English."""

import re
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAY = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{'|'.join(MONTHS)})\s+(?P<year>\d{{4}})\b"
_UNTIL = rf"\b(?:by|before|not?\s+later\s+than|until)\s+(?:and\s+including\s+)?{_DAY}(?:\s+at\s+the\s+latest)?"
_STATES = r"\b(?:the\s+)?members?\s+states\s+shall\b"
_TAKE = r"take\s+the\s+(?:necessary\s+)?(?:measures|steps)\s+(?:necessary\s+)?to\s+comply"
_MAKE = rf"(?:adopt|bring|put|enact|introduce|transpose|implement|publish|{_TAKE})\b"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_UNTIL},?\s+{_STATES},?\s+{_MAKE}",
        rf"{_STATES},?\s+{_UNTIL},?\s+{_MAKE}",
        rf"{_STATES},?\s+{_MAKE}[^.;]{{0,400}}?{_UNTIL}",
    )
)
"""By that day they shall adopt; they shall, by that day, adopt; they shall adopt what is needed by that day."""


def read_deadline(words: str) -> date | None:
    """The first day by which Member States shall adopt what transposes the act; None where the text names no such day.

    The day from which they apply it, or by which they report, is another. “Before 31 October 2003” is read as that day.
    """
    found = [(match.start(), day) for form in _FORMS for match in form.finditer(words) if (day := _day(match))]
    return min(found)[1] if found else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), MONTHS.index(found["month"].lower()) + 1, int(found["day"]))
    except ValueError:
        return None

"""What a target can take in, field by field."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class FieldKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NAMES = "names"
    DATE = "date"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """``is_required``: a row without it is an error. ``choices``: the words a CHOICE is mapped to in a profile."""

    name: str
    label: str | Promise
    kind: FieldKind
    is_required: bool = False
    may_be_withheld: bool = True
    max_length: int = 300
    choices: tuple[str, ...] = ()
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that exists and may not be shown. Not zero and not unknown."""

    reason: str


Value = object  # str, list[str], date, Decimal, Withheld or None (not given)

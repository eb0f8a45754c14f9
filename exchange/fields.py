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
    """``is_required``: a row without it is an error. ``choices``: the words a CHOICE is mapped to in a profile.

    ``heads``: words that head such a column in many files, likeliest first.
    """

    name: str
    label: str | Promise
    kind: FieldKind
    is_required: bool = False
    may_be_withheld: bool = True
    max_length: int = 300
    choices: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked when a profile is made, beside the columns. ``choices``: (value, label)."""

    name: str
    label: str | Promise
    default: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    hint: str | Promise = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that exists and may not be shown. Not zero and not unknown."""

    reason: str


Value = object  # str, list[str], date, Decimal, Withheld or None (not given)

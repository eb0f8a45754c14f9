"""A first profile for a file nobody has seen: guesses from heads and cells, then a TOML text to go on from."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import dumps

from exchange.cells import DateFormat, MoneyFormat, Unreadable, choice_key, plain, read_date, read_money
from exchange.fields import Field, FieldKind
from exchange.files import Table
from exchange.spreading import parted
from exchange.targets import Target

DATE_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%Y", "%d %B %Y",
    "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%Y/%m/%d", "%Y%m%d", "%d-%b-%y", "%d-%b-%Y",
)  # fmt: skip
SYMBOLS = ("£", "€", "$", "¥", "CHF", "USD", "EUR", "GBP", "Mio.", "m")
MOST_VALUES = 40
WITHHELD = "withheld"
NOT_GIVEN = "not given"
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell text that needs a meaning: a value of a choice, or what stands where a date or a sum should."""

    column: str
    field: Field
    text: str
    count: int
    guess: str


@dataclass(frozen=True, slots=True)
class Guess:
    """``columns``: field name by column, where the head says it."""

    columns: Mapping[str, str]
    dates: tuple[str, ...]
    symbols: tuple[str, ...]
    decimal: str


def guess_columns(table: Table, target: Target) -> dict[str, str]:
    """Each field goes to the column whose head names it best, each column to one field."""
    pairs = [
        (_worth(column, head, place), column, field.name)
        for column in table.columns
        for field in target.fields
        for place, head in enumerate((*field.heads, str(field.label)))
    ]
    found: dict[str, str] = {}
    for worth, column, name in sorted(pairs, key=lambda pair: -pair[0]):
        if worth > 0 and column and column not in found and name not in found.values():
            found[column] = name
    return found


def _worth(column: str, head: str, place: int) -> float:
    ours, theirs = (set(_WORDS.findall(text.casefold().replace("_", " "))) for text in (head, column))
    if not ours or not ours <= theirs:
        return 0.0
    return len(ours) * 10 + len(ours) / len(theirs) * 5 - place / 10


def guess_formats(table: Table, columns: Mapping[str, str], target: Target) -> Guess:
    dates = list(_texts(table, columns, target, FieldKind.DATE))
    sums = " ".join(_texts(table, columns, target, FieldKind.MONEY))
    last_comma = len(re.findall(r"\d,\d{1,2}(?!\d)", sums)) > len(re.findall(r"\d\.\d{1,2}(?!\d)", sums))
    return Guess(
        columns,
        tuple(_best_formats(dates)) or ("%Y-%m-%d",),
        tuple(symbol for symbol in SYMBOLS if re.search(rf"{re.escape(symbol)}\s*\d|\d\s*{re.escape(symbol)}\b", sums)),
        "," if last_comma else ".",
    )


def _best_formats(texts: Sequence[str]) -> Iterator[str]:
    """Formats until all that can be read is read, the one that reads most first."""
    left = list(texts)
    while left:
        counts = {form: sum(_reads(text, form) for text in left) for form in DATE_FORMATS}
        best = max(counts, key=lambda form: counts[form])
        if not counts[best]:
            return
        yield best
        left = [text for text in left if not _reads(text, best)]


def _reads(text: str, form: str) -> bool:
    try:
        read_date(text, DateFormat((form,)))
    except Unreadable:
        return False
    return True


def _texts(table: Table, columns: Mapping[str, str], target: Target, kind: FieldKind) -> Iterator[str]:
    """Different texts of all columns of a kind; cells that are dates and numbers already need no format."""
    for index, column in enumerate(table.columns):
        if column in columns and target.field(columns[column]).kind is kind:
            cells = (line.at(index) for line in table.lines)
            yield from {plain(cell): None for cell in cells if isinstance(cell, str) and plain(cell)}


def odd_values(
    table: Table, columns: Mapping[str, str], target: Target, dates: DateFormat, money: MoneyFormat
) -> list[Odd]:
    """What a person must give a meaning to, the most frequent of each column first."""
    found: list[Odd] = []
    for index, column in enumerate(table.columns):
        if column not in columns:
            continue
        field = target.field(columns[column])
        texts = Counter(plain(line.at(index)) for line in table.lines if isinstance(line.at(index), str))
        odd = [(text, count) for text, count in texts.most_common() if text and _is_odd(text, field, dates, money)]
        found += [Odd(column, field, text, count, _meaning(text, field)) for text, count in odd[:MOST_VALUES]]
    return found


def _is_odd(text: str, field: Field, dates: DateFormat, money: MoneyFormat) -> bool:
    try:
        match field.kind:
            case FieldKind.DATE:
                read_date(text, dates)
            case FieldKind.MONEY:
                read_money(text, money)
            case _:
                return field.kind is FieldKind.CHOICE
    except Unreadable:
        return True
    return False


def _meaning(text: str, field: Field) -> str:
    key = choice_key(text)
    if any(key == choice_key(word) for word in field.choices):
        return next(word for word in field.choices if choice_key(word) == key)
    if re.search(r"\b(exempt|withheld|confidential|redacted)", key):
        return WITHHELD
    return (
        NOT_GIVEN
        if re.search(r"^(tbd|tbc|n/?a|-+|none|unknown)$|not (yet )?(provided|reported|available)", key)
        else ""
    )


@dataclass(frozen=True, slots=True)
class Making:
    """All answers of the person who makes a profile. ``meanings``: (column, text): a word, withheld or not given.

    ``inner``: those of ``columns`` that stand inside cells.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    ignored: Sequence[str]
    encoding: str
    separator: str
    dates: Sequence[str]
    unit: str
    symbols: Sequence[str]
    decimal: str
    thousands: str
    split: str
    meanings: Mapping[tuple[str, str], str]
    answers: Mapping[str, str]
    inner: frozenset[str] = frozenset()


def write_profile(target: Target, making: Making) -> str:
    parts = [
        f"name = {_text(making.name)}\ntitle = {_text(making.title)}\ntarget = {_text(target.name)}\n"
        f"ignore = {_list(making.ignored)}\n",
        _file(making),
        f"[dates]\nformats = {_list(making.dates)}\n",
        f"[money]\nunit = {_text(making.unit)}\nsymbols = {_list(making.symbols)}\n"
        f"decimal = {_text(making.decimal)}\nthousands = {_text(making.thousands)}\n",
        f"[values]\nwithheld = {_patterns(making, WITHHELD)}\nnot_given = {_patterns(making, NOT_GIVEN)}\n",
        _fields(target, making),
    ]
    return "\n".join(parts) + target.write_sections(making.answers)


def _file(making: Making) -> str:
    if not making.encoding:
        return "[file]\n"
    encodings = dict.fromkeys(("utf-8", making.encoding))
    return f"[file]\nencodings = {_list(list(encodings))}\nseparator = {_text(making.separator)}\n"


def _fields(target: Target, making: Making) -> str:
    lines, tables = ["[fields]"], []
    for column, name in making.columns.items():
        field = target.field(name)
        if field.kind is FieldKind.CHOICE:
            tables.append(_choice(field, column, making))
            continue
        place = _place(column, making)
        if field.kind is FieldKind.NAMES and making.split:
            place.append(f"split = {_text(making.split)}")
        lines.append(f"{name} = " + (f"{{ {', '.join(place)} }}" if len(place) > 1 else _text(column)))
    return "\n".join([*lines, *tables]) + "\n"


def _place(column: str, making: Making) -> list[str]:
    """A column, with the path where it is one inside cells."""
    outer, inside = parted(column) if column in making.inner else (column, "")
    return [f"column = {_text(outer)}", *([f"inside = {_text(inside)}"] if inside else [])]


def _choice(field: Field, column: str, making: Making) -> str:
    meanings = {
        text: word for (head, text), word in making.meanings.items() if head == column and word in field.choices
    }
    lines = [f"{_text(text)} = {_text(word)}" for text, word in meanings.items()]
    return "\n".join(
        ["", f"[fields.{field.name}]", *_place(column, making), "", f"[fields.{field.name}.values]", *lines]
    )


def _patterns(making: Making, meaning: str) -> str:
    texts = dict.fromkeys(text for (_column, text), said in making.meanings.items() if said == meaning)
    return _list([f"^{_escaped(text)}$" for text in texts])


def _escaped(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def _list(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return f"[{', '.join(map(_text, texts))}]"
    return "[\n" + "".join(f"  {_text(text)},\n" for text in texts) + "]"


def _text(text: str) -> str:
    """A JSON text is a TOML text."""
    return dumps(text, ensure_ascii=False)

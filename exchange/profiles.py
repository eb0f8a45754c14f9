"""How a kind of spreadsheet is read: the parts of a profile that hold for every target."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from exchange.cells import COUNTED, UNITS, DateFormat, MoneyFormat, choice_key
from exchange.fields import Field, FieldKind
from exchange.files import FileShape
from exchange.files.table import INSIDE, TEXT_ENCODINGS
from exchange.files.text import knows_encoding
from exchange.models import Profile as SavedProfile
from exchange.problems import refused
from exchange.sections import Section, parse, refuse_if_faulty
from exchange.targets import Target, find_target, targets

NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a field comes from: the first of ``columns`` that the file has, or ``fixed`` for every row.

    ``inside``: the path to the value in a nested cell. ``through``: the types of link to the row whose column ``end`` holds
    the value. ``plus``: columns of days to add. ``remove``: what is cut out of the text. ``otherwise``: the choice for a text
    that ``values`` does not know, or the text for an empty cell.
    """

    field: Field
    columns: tuple[str, ...] = ()
    fixed: str = ""
    is_optional: bool = False
    dates: DateFormat = dataclasses.field(default_factory=DateFormat)
    money: MoneyFormat = dataclasses.field(default_factory=MoneyFormat)
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    splits: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    end: str = ""
    plus: tuple[str, ...] = ()
    remove: re.Pattern[str] | None = None
    otherwise: str = ""

    def called(self, column: str) -> str:
        """The column with the path inside it, as a person reads it."""
        return f"{column}{INSIDE}{'.'.join(self.inside)}" if self.inside else column


@dataclass(frozen=True, slots=True)
class Secret:
    """A cell that matches may not be shown; ``reason`` is empty where the cell itself says why."""

    pattern: re.Pattern[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a folder. ``fills``: what its rows become; empty for one that others only look into."""

    name: str
    file: str
    fills: str = ""
    rules: tuple[Rule, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkTable:
    """The table that says which row belongs to which: two columns of keys and one of the type of the link."""

    file: str
    source: str
    target: str
    type: str


@dataclass(frozen=True, slots=True)
class Folder:
    """``key``: the column that numbers the rows of every table."""

    key: str
    links: LinkTable
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """``earlier``: what the same rows say of earlier rounds, by the name of the round. With a ``folder`` the rules are those
    of its tables.
    """

    name: str
    title: str
    target: Target
    text: str
    shape: FileShape
    rules: tuple[Rule, ...]
    ignored: tuple[str, ...]
    withheld: tuple[Secret, ...]
    not_given: tuple[re.Pattern[str], ...]
    settings: Any
    earlier: Mapping[str, tuple[Rule, ...]] = dataclasses.field(default_factory=dict)
    folder: Folder | None = None


def read_profile(text: str) -> Profile:
    """Raises Refused with every fault: ``row`` is the line of the profile, ``column`` the key."""
    top, source = parse(text)
    target = _target(top)
    if target is None:
        refuse_if_faulty(source)
        raise AssertionError
    name = top.text("name", is_required=True)
    if name and not NAME.match(name):
        top.problem("name", _("Use small letters, digits and hyphens, such as our-projects."), name)
    values = top.section("values")
    dates, money = _dates(top.section("dates")), _money(top.section("money"))
    folder = _folder(top, target, dates, money) if "folder" in top else None
    if folder and "fields" in top:
        top.problem("fields", _("In a folder every table has fields of its own: write [tables.NAME.fields]."))
    rules = () if folder else _rules(top.section("fields"), target.fields, dates, money)
    profile = Profile(
        name=name,
        title=top.text("title", name),
        target=target,
        text=text,
        shape=_shape(top.section("file")),
        rules=rules,
        ignored=top.texts("ignore"),
        withheld=_secrets(values),
        not_given=values.patterns("not_given"),
        settings=target.read_settings(top),
        earlier=_earlier(top, rules, target),
        folder=folder,
    )
    values.close()
    top.close()
    refuse_if_faulty(source)
    return profile


def _target(top: Section) -> Target | None:
    name = top.text("target", is_required=True)
    target = find_target(name)
    if target is None and name:
        known = ", ".join(each.name for each in targets())
        top.problem("target", _("Nothing can be filled under this name. Choose: %(known)s.") % {"known": known}, name)
    return target


def _shape(section: Section) -> FileShape:
    encodings = section.texts("encodings", TEXT_ENCODINGS)
    for encoding in encodings:
        if not knows_encoding(encoding):
            section.problem("encodings", _("No such encoding. Well known: utf-8, windows-1252, latin-1."), encoding)
    separator = section.text("separator", "auto")
    if separator != "auto" and len(separator) != 1:
        section.problem("separator", _('Write one sign, such as ";" or "\\t", or "auto".'), separator)
    shape = FileShape(
        encodings=encodings or TEXT_ENCODINGS,
        separator="" if separator == "auto" else separator[:1],
        header_row=int(section.number("header_row", 1, 1, 1000)),
        sheet=section.text("sheet"),
    )
    section.close()
    return shape


def _folder(top: Section, target: Target, dates: DateFormat, money: MoneyFormat) -> Folder:
    section, tables = top.section("folder"), top.section("tables")
    links = section.section("links")
    folder = Folder(
        key=section.text("key", is_required=True),
        links=LinkTable(*(links.text(name, is_required=True) for name in ("file", "from", "to", "type"))),
        parts=tuple(_part(tables.section(name), name, target, dates, money) for name in tables),
    )
    if not any(part.fills == target.name for part in folder.parts):
        section.problem("key", _("No table fills %(target)s. Say so in [tables.NAME].") % {"target": target.name})
    for each in (links, section, tables):
        each.close()
    return folder


def _part(section: Section, name: str, target: Target, dates: DateFormat, money: MoneyFormat) -> Part:
    known = {target.name: target.fields, **target.parts}
    fills = section.one_of("fills", tuple(known))
    part = Part(
        name=name,
        file=section.text("file", is_required=True),
        fills=fills,
        rules=_rules(section.section("fields"), known[fills], dates, money) if fills else (),
        ignored=section.texts("ignore"),
    )
    section.close()
    return part


def _rules(section: Section, fields: Sequence[Field], dates: DateFormat, money: MoneyFormat) -> tuple[Rule, ...]:
    rules = tuple(_rule(section, each, dates, money) for each in fields if each.name in section)
    for each in fields:
        if each.is_required and each.name not in section:
            section.problem(each.name, _("This field is needed. Say in which column it stands."))
    section.close()
    return rules


def _earlier(top: Section, rules: Sequence[Rule], target: Target) -> dict[str, tuple[Rule, ...]]:
    """The fields as in [fields], from other columns."""
    section = top.section("earlier")
    found = {name: tuple(_moved(section.section(name), rules, target)) for name in section}
    section.close()
    return found


def _moved(section: Section, rules: Sequence[Rule], target: Target) -> Iterator[Rule]:
    known = {rule.field.name: rule for rule in rules if rule.field.name in target.earlier}
    for name in known:
        if name in section:
            yield dataclasses.replace(known[name], columns=section.texts(name))
    section.close()


def _secrets(section: Section) -> tuple[Secret, ...]:
    """A list of patterns, or a table of patterns with the reason of each."""
    if not isinstance(section.raw("withheld"), dict):
        return tuple(map(Secret, section.patterns("withheld")))
    reasons = section.section("withheld")
    return tuple(
        Secret(pattern, reasons.text(text)) for text in reasons for pattern in section.compiled("withheld", text)
    )


def _rule(fields: Section, each: Field, dates: DateFormat, money: MoneyFormat) -> Rule:
    if not isinstance(fields.raw(each.name), dict):
        columns = fields.texts(each.name)
        if each.kind is FieldKind.CHOICE:
            return Rule(each, columns, values=_words_themselves(each))
        return Rule(each, columns, dates=dates, money=money)
    section = fields.section(each.name)
    columns = section.texts("column")
    fixed = section.text("value")
    if bool(columns) == bool(fixed):
        section.problem("column", _("Give either column or value."))
    through = section.texts("through")
    rule = Rule(
        each,
        (INSIDE.join((*through, *columns)),) if through else columns,
        fixed=fixed,
        through=through,
        end=columns[0] if through and columns else "",
        plus=section.texts("plus") if each.kind is FieldKind.DATE else (),
        is_optional=section.flag("optional"),
        dates=_dates(section, dates) if each.kind is FieldKind.DATE else dates,
        money=_money(section, money) if each.kind is FieldKind.MONEY else money,
        values=_values(section, each) if each.kind is FieldKind.CHOICE else {},
        splits=section.texts("split") if each.kind is FieldKind.NAMES else (),
        inside=tuple(section.text("inside").split(".")) if "inside" in section else (),
        remove=section.pattern("remove") if each.kind in (FieldKind.LINE, FieldKind.NAMES) else None,
        otherwise=_otherwise(section, each),
    )
    section.close()
    return rule


def _otherwise(section: Section, each: Field) -> str:
    if each.kind is FieldKind.CHOICE:
        return section.one_of("otherwise", each.choices)
    return section.text("otherwise") if each.kind in (FieldKind.LINE, FieldKind.NAMES) else ""


def _dates(section: Section, general: DateFormat | None = None) -> DateFormat:
    known = general or DateFormat()
    formats = section.texts("formats", known.formats)
    for each in formats:
        if not COUNTED.match(each) and not all(part in each.lower() for part in ("%d", "%y")):
            section.problem("formats", _("A format names day, month and year, such as %d.%m.%Y."), each)
    first_year = int(section.number("first_year", known.first_year, 1800, 2100))
    if general is None:
        section.close()
    return DateFormat(formats, first_year)


def _money(section: Section, general: MoneyFormat | None = None) -> MoneyFormat:
    known = general or MoneyFormat()
    suffixes = section.section("suffixes")
    money = MoneyFormat(
        unit=section.one_of("unit", tuple(UNITS), known.unit),
        symbols=section.texts("symbols", known.symbols),
        decimal=section.text("decimal", known.decimal),
        thousands=section.text("thousands", known.thousands),
        suffixes={key: suffixes.one_of(key, tuple(UNITS), "one") for key in suffixes} or known.suffixes,
    )
    if money.decimal == money.thousands:
        section.problem("decimal", _("The decimal and the thousands sign must differ."), money.decimal)
    if general is None:
        section.close()
    return money


def _values(section: Section, each: Field) -> Mapping[str, str]:
    values = section.section("values")
    found = {}
    for written in values:
        word = values.one_of(written, each.choices)
        if word:
            found[choice_key(written)] = word
    return found or _words_themselves(each)


def _words_themselves(each: Field) -> Mapping[str, str]:
    return {choice_key(word): word for word in each.choices}


def built_in_profiles(target: Target | None = None) -> dict[str, Path]:
    """Profiles that come with the product, by name: the files of every app's folder ``profiles``, or of one target's."""
    wanted = [target] if target else targets()
    return {path.stem: path for each in wanted for path in sorted(each.profiles.glob("*.toml"))}


def profile_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise refused(_("The profile cannot be read: %(why)s") % {"why": error}) from None
    except UnicodeDecodeError:
        raise refused(_("The profile is not written in UTF-8. Save it as UTF-8."), value=str(path)) from None


def find_profile(name_or_path: str) -> Profile:
    """A built-in or saved profile by name, or a TOML file by path. Raises Refused."""
    path = built_in_profiles().get(name_or_path)
    if path:
        return read_profile(profile_text(path))
    saved = SavedProfile.objects.filter(name=name_or_path).first()
    if saved:
        return read_profile(saved.text)
    if name_or_path.endswith(".toml") or "/" in name_or_path:
        return read_profile(profile_text(Path(name_or_path)))
    known = ", ".join([*built_in_profiles(), *SavedProfile.objects.names()])
    raise refused(_("No profile has this name. There are: %(known)s.") % {"known": known}, value=name_or_path)

"""What a row says of an act, with every fault at its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from exchange.problems import Problem
from exchange.rows import Row
from exchange.targets import Request
from legislation.imports.faults import Fault
from legislation.imports.settings import NATIONAL, ActSettings
from legislation.models import Act
from legislation.rules.celex import KINDS, Celex, read_celex


@dataclass(frozen=True, slots=True)
class ActRow:
    """Which act a row means. ``celex`` is that of the act itself, ``written`` as the row gives it."""

    kind: str
    celex: str = ""
    written: str = ""
    number: str = ""

    @property
    def is_consolidated(self) -> bool:
        return bool(self.written) and read_celex(self.written).is_consolidated


class Reader:
    def __init__(self, request: Request) -> None:
        self.problems: list[Problem] = []
        self._columns = request.columns
        self._settings: ActSettings = request.profile.settings
        self._seen: dict[str, int] = {}

    def _problem(self, row: Row, field: str, value: str, reason: str) -> None:
        self.problems.append(Problem(row.number, self._columns.get(field, field), value, reason))

    def identify(self, row: Row) -> ActRow | None:
        """None, with the fault noted, where the row names no act or one that an earlier row named."""
        try:
            said = self._identified(row)
            self._refuse_again(row, said)
        except Fault as fault:
            self._problem(row, fault.field, fault.value, fault.reason)
            return None
        return said

    def _identified(self, row: Row) -> ActRow:
        celex, number = row.text("celex"), row.text("number")
        if celex and number:
            reason = _("A national act has no CELEX number, and an EU act no national number. Leave one of them empty.")
            raise Fault("number", number, reason)
        if celex:
            return _eu_act(row, celex)
        if number:
            return self._national_act(row, number)
        field = "celex" if "celex" in self._columns else "number"
        raise Fault(field, "", _("Without a CELEX or a national number nobody knows which act this is. Fill the cell."))

    def _national_act(self, row: Row, number: str) -> ActRow:
        kind = row.text("kind") or self._settings.kind
        if kind in NATIONAL:
            return ActRow(kind, number=number)
        reason = _(
            "Say whether it is a law or a regulation, in this column or for all rows in [defaults] of the profile."
        )
        raise Fault("kind", kind, reason)

    def _refuse_again(self, row: Row, said: ActRow) -> None:
        key = said.number or said.celex
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            reason = _("Row %(row)d is about the same act. Remove one of the rows.") % {"row": first}
            raise Fault("number" if said.number else "celex", key, reason)

    def fields(self, row: Row, said: ActRow, act: Act | None) -> dict[str, Any] | None:
        """What the row says beside its numbers; None, with the faults noted, where it cannot stand."""
        fields = {name: value for name, value in self._given(row) if value}
        if act is None and not fields.get("title"):
            fields["title"] = row.text("short_title")
        faults = list(self._faults(said, act, fields))
        for field, value, reason in faults:
            self._problem(row, field, value, reason)
        return None if faults else fields

    def _given(self, row: Row) -> Iterator[tuple[str, Any]]:
        for name in ("title", "short_title", "status", "eli"):
            yield name, row.text(name)
        for name in ("adopted_on", "in_force_on"):
            yield name, row.day(name)
        last = row.day("last_day_on")
        yield "repealed_on", row.day("repealed_on") or (last and last + timedelta(days=1))
        yield "transposition_words", _words(row)

    def _faults(self, said: ActRow, act: Act | None, fields: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        if act is None and not fields["title"]:
            yield "title", "", _("An act that is not on record yet needs a title. Fill the cell.")
        if act and said.number and act.kind != said.kind:
            label = act.get_kind_display()
            yield (
                "kind",
                said.kind,
                _("On record this act is: %(kind)s. Correct the row, or the act.") % {"kind": label},
            )
        if said.number and fields.get("transposition_words"):
            yield "transposition_words", "", _("Only EU acts are transposed. Empty the cell.")
        if fields.get("eli") and not _is_address(fields["eli"]):
            yield "eli", fields["eli"], _("This is no address. An ELI begins with http:// or https://.")
        starts_on = fields.get("in_force_on") or (act and act.in_force_on)
        ends_on = fields.get("repealed_on") or (act and act.repealed_on)
        if starts_on and ends_on and ends_on < starts_on:
            field = "last_day_on" if "last_day_on" in self._columns else "repealed_on"
            yield field, ends_on.isoformat(), _("The act cannot end before it is in force. Correct one of the days.")


def _eu_act(row: Row, celex: str) -> ActRow:
    read = read_said(celex)
    kind = row.text("kind") or read.kind
    if kind in NATIONAL:
        raise Fault("kind", kind, _("A national act has no CELEX number. Empty one of the two cells."))
    if kind != read.kind and read.kind in KINDS.values() and read.basis[0] == "3":
        label = str(Act.Kind(read.kind).label)
        reason = _("By its CELEX number this act is: %(kind)s. Correct one of the two cells.") % {"kind": label}
        raise Fault("kind", kind, reason)
    return ActRow(kind, celex=_act_itself(read), written=read.text)


def read_said(celex: str) -> Celex:
    """Raises Fault."""
    try:
        return read_celex(celex)
    except ValueError:
        reason = _("This is no CELEX number. Write it as EUR-Lex does, for instance 32022L2555.")
        raise Fault("celex", celex, reason) from None


def _act_itself(read: Celex) -> str:
    return read.basis if read.is_consolidated else read.text


def _words(row: Row) -> str:
    words, article = row.text("transposition_words"), row.text("article")
    return f"Art. {article}\n{words}" if words and article else words


def _is_address(text: str) -> bool:
    try:
        URLValidator()(text)
    except ValidationError:
        return False
    return True

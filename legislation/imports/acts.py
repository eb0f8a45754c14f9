"""Acts by their CELEX or national number. A cell that is empty leaves what is on record."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import ngettext

from exchange.book import Book
from exchange.models import ImportRun
from exchange.rows import Row
from exchange.targets import Plan, Request
from legislation.imports.reading import ActRow, Reader
from legislation.imports.telling import changes_told, otherwise_told, proposals_told, same_titles_told
from legislation.models import Act
from legislation.rules.celex import read_celex
from legislation.rules.deadlines import read_deadline
from legislation.services import next_codes


def plan_acts(request: Request) -> Plan:
    register = _Register(request)
    for row in request.rows:
        register.take(row)
    register.tie_corrigenda()
    new, changed = register.count()
    return Plan(
        new=new,
        changed=changed,
        unchanged=len(register.taken) - new - changed,
        problems=register.reader.problems,
        tallies=register.tallies(),
        notes=register.notes(),
        changes_anything=bool(register.book),
        write=register.write,
    )


class _Register:
    """Acts on record and those of the file. ``taken``: of each row that says an act, that act."""

    def __init__(self, request: Request) -> None:
        self.on = request.on
        self.reader = Reader(request)
        self.book = Book()
        self.acts = list(Act.objects.all())
        self.taken: list[Act] = []
        self.consolidated = 0
        self.proposed: list[Act] = []
        self.otherwise: list[tuple[Act, date]] = []
        self._celex = {act.celex: act for act in self.acts if act.celex}
        self._numbers = {act.number: act for act in self.acts if act.number}

    def take(self, row: Row) -> None:
        said = self.reader.identify(row)
        if said is None:
            return
        act = self._known(said)
        fields = self.reader.fields(row, said, act)
        if fields is None:
            return
        if act is None:
            act = self._add(said, fields)
        else:
            self._change(act, fields)
        self.consolidated += said.is_consolidated
        self.taken.append(act)

    def _known(self, said: ActRow) -> Act | None:
        if said.number:
            return self._numbers.get(said.number)
        return self._celex.get(said.celex) or self._celex.get(said.written)

    def _add(self, said: ActRow, fields: dict[str, Any]) -> Act:
        act = Act(kind=said.kind, celex=said.celex, number=said.number, **fields)
        self._propose(act, fields)
        self.book.add(act)
        self.acts.append(act)
        if said.number:
            self._numbers[said.number] = act
        else:
            self._celex[said.celex] = act
        return act

    def _change(self, act: Act, fields: dict[str, Any]) -> None:
        """The prose is read again only where it is another: what a person rejected is not proposed anew."""
        is_other = fields.get("transposition_words", act.transposition_words) != act.transposition_words
        self.book.change(act, fields)
        if is_other:
            self._propose(act, fields)

    def _propose(self, act: Act, fields: dict[str, Any]) -> None:
        words = fields.get("transposition_words")
        due_on = read_deadline(words) if words else None
        if act.transposition_due_on:
            if due_on and due_on != act.transposition_due_on:
                self.otherwise.append((act, due_on))
            return
        if words:
            self.book.change(act, {"proposed_due_on": due_on})
        if due_on:
            self.proposed.append(act)

    def tie_corrigenda(self) -> None:
        """In whatever order the rows came, and those on record that waited for their act."""
        for act in self.acts:
            read = read_celex(act.celex) if act.celex else None
            if read is None or not read.is_corrigendum or act.corrects_id or act.corrects:
                continue
            basis = self._celex.get(read.basis)
            if basis is None:
                continue
            if act.pk is None:
                act.corrects = basis
            else:
                self.book.change(act, {"corrects": basis})

    def count(self) -> tuple[int, int]:
        changed = self.book.changed[Act]
        return len(self.book.new[Act]), sum(act.pk in changed for act in self.taken if act.pk)

    def tallies(self) -> dict[str, dict[str, int]]:
        kinds = Counter(act.kind for act in self.taken)
        statuses = Counter(act.status for act in self.taken)
        return {
            "kinds": {str(kind.label): kinds[kind] for kind in Act.Kind if kinds[kind]},
            "statuses": {str(status.label): statuses[status] for status in Act.Status if statuses[status]},
        }

    def notes(self) -> list[str]:
        return [
            *proposals_told(self.proposed),
            *otherwise_told(self.otherwise),
            *self._corrigenda_told(),
            *self._consolidated_told(),
            *same_titles_told(self.taken),
            *changes_told(self.book),
        ]

    def _corrigenda_told(self) -> Iterator[str]:
        corrigenda = [act for act in self.taken if (read := act.read_celex) and read.is_corrigendum]
        if not corrigenda:
            return
        tied = sum(act.corrects is not None for act in corrigenda)
        yield ngettext(
            "%(count)d corrigendum; of %(tied)d the act it corrects is known.",
            "%(count)d corrigenda; of %(tied)d the act they correct is known.",
            len(corrigenda),
        ) % {"count": len(corrigenda), "tied": tied}

    def _consolidated_told(self) -> Iterator[str]:
        if self.consolidated:
            yield ngettext(
                "%(count)d row is a consolidated text; it is taken for the act itself.",
                "%(count)d rows are consolidated texts; each is taken for the act itself.",
                self.consolidated,
            ) % {"count": self.consolidated}

    def write(self, run: ImportRun, at: datetime) -> None:
        new = self.book.new[Act]
        for act, code in zip(new, next_codes("act_code", self.on, len(new)), strict=True):
            act.code = code
        self.book.save((Act,))

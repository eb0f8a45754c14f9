"""Which national acts transpose which EU acts. A title that no law on record has is left out, row by row."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.book import Book
from exchange.models import ImportRun
from exchange.problems import LeftOut, Problem
from exchange.rows import Row
from exchange.targets import Plan, Request
from legislation.imports.faults import Fault, Skipped
from legislation.imports.laws import Ambiguous, Laws
from legislation.imports.reading import read_said
from legislation.imports.settings import MeasureSettings
from legislation.models import Act, Measure
from legislation.rules.titles import title_keys

NO_LAW = gettext_lazy(
    "No law on record has this title, as when an act only amends others. Say in [matches] of the profile which law is meant."
)
SEVERAL = gettext_lazy(
    "Several laws on record have this title. Say in [matches] of the profile which is meant, by its number."
)
AGAIN = gettext_lazy("An earlier row names the same law for this act.")


def plan_measures(request: Request) -> Plan:
    taking = _Taking(request)
    for row in request.rows:
        taking.take(row)
    return Plan(
        new=len(taking.book.new[Measure]),
        changed=0,
        unchanged=taking.unchanged,
        problems=taking.problems,
        left_out=taking.left_out,
        changes_anything=bool(taking.book),
        write=taking.write,
    )


class _Taking:
    def __init__(self, request: Request) -> None:
        self.book = Book()
        self.problems: list[Problem] = []
        self.left_out: list[LeftOut] = []
        self.unchanged = 0
        self._columns = request.columns
        self._settings: MeasureSettings = request.profile.settings
        acts = list(Act.objects.all())
        self._acts = {act.celex: act for act in acts if act.celex}
        self._laws = Laws(acts)
        self._known = set(Measure.objects.values_list("act", "law"))
        self._seen: set[tuple[int, int]] = set()

    def take(self, row: Row) -> None:
        if not (row.text("celex") and row.text("title")):
            return  # noted by who reads the cells
        try:
            self._pair(row, self._act(row), self._law(row))
        except Fault as fault:
            self.problems.append(Problem(row.number, self._column(fault.field), fault.value, fault.reason))
        except Skipped as skipped:
            name = self._told(row) if skipped.reason == str(NO_LAW) else row.text("celex")
            line = LeftOut(row.number, name, self._column("title"), row.text("title"), skipped.reason)
            self.left_out.append(line)

    def _pair(self, row: Row, act: Act, law: Act) -> None:
        pair = (act.pk, law.pk)
        if pair in self._seen:
            raise Skipped(str(AGAIN))
        self._seen.add(pair)
        if pair in self._known:
            self.unchanged += 1
        else:
            self.book.add(Measure(act=act, law=law))

    def _act(self, row: Row) -> Act:
        read = read_said(row.text("celex"))
        act = self._acts.get(read.text) or (self._acts.get(read.basis) if read.is_consolidated else None)
        if act is None:
            raise Fault("celex", read.text, _("No act on record has this number. Import the EU acts first."))
        return act

    def _law(self, row: Row) -> Act:
        title = row.text("title")
        meant = _meant(self._settings.same, title)
        try:
            law = self._laws.find(meant or title)
        except Ambiguous:
            raise Skipped(str(SEVERAL)) from None
        if law is None and meant:
            reason = _(
                "[matches] of the profile takes it for “%(meant)s”, and no law on record has this number or title."
            )
            raise Fault("title", title, reason % {"meant": meant})
        if law is None:
            raise Skipped(str(NO_LAW))
        return law

    def _column(self, field: str) -> str:
        return self._columns.get(field, field)

    def _told(self, row: Row) -> str:
        """With the law that the file itself takes it for: nobody has to look it up again."""
        celex, also = row.text("celex"), row.text("also")
        return _("%(celex)s; the file takes it for “%(law)s”") % {"celex": celex, "law": also} if also else celex

    def write(self, run: ImportRun, at: datetime) -> None:
        for measure in self.book.new[Measure]:
            measure.import_run = run
        self.book.save((Measure,))


def _meant(same: Mapping[str, str], title: str) -> str:
    return next((same[key] for key in title_keys(title) if key in same), "")

"""The questions of DOMAIN section 1 whose apps exist, each answered today in one sentence, with a way in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Access
from core.figures import money_text
from core.questions import Concern, ConcernKind, Scope
from desk.queue import overdue
from legislation.models import Item
from ministries.models import CoordinationFunction
from ministries.money import Changer
from projects.models import Project, Round
from projects.portfolio import sums
from strategy.models import Objective

ASKED = frozenset(
    {
        ConcernKind.CONTESTED,
        ConcernKind.ORPHAN,
        ConcernKind.OWNERLESS,
        ConcernKind.LAW_GAP,
        ConcernKind.DISSENT,
        ConcernKind.TRANSPOSITION_DEFICIT,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``ways``: pairs of words and address."""

    key: str
    question: str
    sentence: str
    ways: Sequence[tuple[str, str]]


def answers(access: Access, on: date) -> list[Answer]:
    changer = Changer(on)
    found: dict[ConcernKind, list[Concern]] = defaultdict(list)
    for concern in questions.concern(Scope(on, access=access), ASKED):
        found[concern.kind].append(concern)
    return [
        Answer("responsible", _("Who is responsible for what?"), _responsible(found, on, changer), _to_mandates()),
        Answer("laws", _("Which laws are in the way, and who agrees?"), _laws(found, access), _to_laws()),
        Answer(
            "projects",
            _("Are the projects reaching their aims, for the money, and can we trust the status?"),
            _projects(access, changer),
            _to_projects(),
        ),
        Answer("cios", _("Are the ministries’ CIOs in the loop?"), _cios(found, access, on), _to_cios()),
    ]


def _counted(one: str, many: str, n: int) -> str:
    return ngettext(one, many, n) % {"n": n}


def _joined(sentences: Iterator[str]) -> str:
    return " ".join(sentences)


def _responsible(found: dict[ConcernKind, list[Concern]], on: date, changer: Changer) -> str:
    contested, orphan = found[ConcernKind.CONTESTED], found[ConcernKind.ORPHAN]
    functions = CoordinationFunction.objects.current(on).count()

    def said() -> Iterator[str]:
        yield _("%(clear)s of %(functions)s coordination functions have one lead or a settled one.") % {
            "clear": functions - len(contested) - len(orphan),
            "functions": functions,
        }
        if contested:
            yield _counted("%(n)s is claimed twice.", "%(n)s are claimed twice.", len(contested))
        if orphan:
            yield _counted("%(n)s has no lead.", "%(n)s have no lead.", len(orphan))
        money = _money([*contested, *orphan], changer)
        if money:
            yield _("%(money)s of projects rests on these.") % {"money": money_text(money, changer.currency)}

    return _joined(said())


def _money(concerns: Sequence[Concern], changer: Changer) -> Decimal | None:
    """What has no rate is left out, as on the page of mandates."""
    return changer.total([(each.currency, each.money) for each in concerns if each.money is not None]).amount


def _laws(found: dict[ConcernKind, list[Concern]], access: Access) -> str:
    running = Item.objects.visible_to(access).running().count()
    gaps, against = found[ConcernKind.LAW_GAP], found[ConcernKind.DISSENT]
    late = found[ConcernKind.TRANSPOSITION_DEFICIT]

    def said() -> Iterator[str]:
        yield _counted("%(n)s law is being harmonised.", "%(n)s laws are being harmonised.", running)
        waiting = len({gap.record for gap in gaps})
        if waiting:
            words = _counted(
                "%(n)s project waits for a law that comes too late",
                "%(n)s projects wait for a law that comes too late",
                waiting,
            )
            worst = max((gap.days or 0 for gap in gaps), default=0)
            by = _counted(", by up to %(n)s day.", ", by up to %(n)s days.", worst) if worst else "."
            yield words + by
        if against:
            yield _counted(
                "%(n)s opinion is against and unsettled.", "%(n)s opinions are against and unsettled.", len(against)
            )
        if late:
            yield _counted("%(n)s EU act is past its deadline.", "%(n)s EU acts are past their deadline.", len(late))

    return _joined(said())  # fmt: skip


def _projects(access: Access, changer: Changer) -> str:
    found = sums(Project.objects.visible_to(access), changer)
    unmeasured = Objective.objects.visible_to(access).unmeasured().count()

    def said() -> Iterator[str]:
        running = _counted("%(n)s project is running", "%(n)s projects are running", found.running)
        approved = found.approved.amount
        worth = _(", approved at %(money)s.") % {"money": money_text(approved, changer.currency)} if approved else "."
        yield running + worth
        if found.late:
            yield _counted("%(n)s is expected late.", "%(n)s are expected late.", found.late)
        over = found.over.amount
        if over:
            yield _("Forecasts stand %(money)s against what was approved.") % {
                "money": money_text(over, changer.currency, signed=True)
            }
        if found.apart or found.silent:
            yield _("Of %(apart)s the ratings contradict each other, %(silent)s are silent.") % {
                "apart": found.apart,
                "silent": found.silent,
            }
        if unmeasured:
            yield _counted("%(n)s aim has no measure.", "%(n)s aims have no measure.", unmeasured)

    return _joined(said())


def _cios(found: dict[ConcernKind, list[Concern]], access: Access, on: date) -> str:
    late = overdue(access, on)
    ownerless = len(found[ConcernKind.OWNERLESS])

    def said() -> Iterator[str]:
        rounds = list(Round.objects.visible_to(access).open().with_counts(access))
        for each in rounds:
            yield _("%(round)s: %(filed)s of %(asked)s reports are in.") % {
                "round": each.name,
                "filed": each.filed,  # type: ignore[attr-defined]  # an annotation
                "asked": each.asked,  # type: ignore[attr-defined]  # an annotation
            }
        if not rounds:
            yield _("No reporting round is open.")
        yield _counted("%(n)s thing asked is overdue.", "%(n)s things asked are overdue.", len(late))
        if ownerless:
            yield _counted(
                "At %(n)s institution the work is ownerless.", "At %(n)s institutions the work is ownerless.", ownerless
            )

    return _joined(said())


def _to_mandates() -> list[tuple[str, str]]:
    return [(_("Mandates"), reverse("ministries:mandate-list")), _in_queue(_("What is unclear"), "owners")]


def _to_laws() -> list[tuple[str, str]]:
    return [
        (_("Laws by stage"), reverse("legislation:board")),
        (_("What waits for law"), reverse("legislation:block-list")),
        (_("EU law past its deadline"), reverse("legislation:deficit-list")),
    ]


def _to_projects() -> list[tuple[str, str]]:
    return [
        (_("Minister’s brief"), reverse("projects:brief")),
        (_("Portfolio"), reverse("projects:project-list")),
        (_("Aims and outcomes"), reverse("projects:objective-list")),
    ]


def _to_cios() -> list[tuple[str, str]]:
    return [
        (_("CIO directory"), reverse("ministries:cio-list")),
        (_("Rounds"), reverse("projects:round-list")),
        _in_queue(_("What is overdue"), "overdue"),
    ]


def _in_queue(words: str, group: str) -> tuple[str, str]:
    return words, f"{reverse('desk:queue')}?group={group}"

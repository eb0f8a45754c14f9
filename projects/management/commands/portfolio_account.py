from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Access, Kind
from core.ratings import AMBER, EXEMPT, FIVE_STEPS, NOT_RATED, step_of
from projects.account import Account, Course, Step, Year, account
from projects.models import Round

VALUES = [step.value for step in reversed(FIVE_STEPS) if step.value]
UNRATED = "no rating"


class Command(BaseCommand):
    help = (
        "Say what the portfolio did over several rounds: who fell, who stayed amber or worse, who left, what it cost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rounds", required=True, help="names of the rounds with commas between, such as 2020,2021"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for line in told(account(_rounds(options["rounds"]), Access(Kind.OFFICE))):
            self.stdout.write(line)


def _rounds(text: str) -> list[Round]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    found = {each.name: each for each in Round.objects.filter(name__in=names)}
    if unknown := [name for name in names if name not in found]:
        known = ", ".join(Round.objects.values_list("name", flat=True))
        raise CommandError(
            _("No round is called %(name)s; there are: %(known)s.") % {"name": unknown[0], "known": known}
        )
    if len(found) < 2:
        raise CommandError(_("Name two rounds at least."))
    return list(found.values())


def told(found: Account) -> Iterator[str]:
    names = [year.round.name for year in found.years]
    yield from _headed(_("Rounds"), map(_year, found.years))
    yield from _headed(_("From round to round"), map(_step, found.steps))
    yield from _headed(
        _("Expected whole-life cost of those in both rounds"), (line for step in found.steps for line in _cost(step))
    )
    fallen, low, gone = found.fallen, found.low_throughout, found.gone
    heading = _("Fell between their first and their last rating: %(count)d, by %(steps)d steps together")
    total = -sum(course.steps for course in fallen)
    yield from _headed(heading % {"count": len(fallen), "steps": total}, (_fall(each, names) for each in fallen))
    heading = _(
        "Amber or worse in all %(rounds)d rounds: %(count)d of %(rated)d rated in each; amber in each: %(amber)d"
    )
    counts = {
        "rounds": len(names),
        "count": len(low),
        "rated": sum(None not in course.ratings for course in found.courses),
        "amber": sum(set(course.ratings) == {AMBER.value} for course in low),
    }
    yield from _headed(heading % counts, map(_course, low))
    heading = _("Left before %(round)s: %(count)d")
    yield from _headed(
        heading % {"round": names[-1], "count": len(gone)},
        [_last_ratings(gone), *(_left(each, names) for each in gone)],
    )


def _headed(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield heading
    yield from (f"  {line}" for line in lines)
    yield ""


def _year(year: Year) -> str:
    counts = {step_of(value).lower_word: year.ratings.get(value, 0) for value in VALUES}
    counts |= {EXEMPT.lower_word: year.exempt, NOT_RATED.lower_word: year.unrated}
    words = ", ".join(f"{word} {count}" for word, count in counts.items())
    return _("%(round)s: %(projects)d projects: %(ratings)s") % {
        "round": year.round.name, "projects": year.projects, "ratings": words,
    }  # fmt: skip


def _step(step: Step) -> str:
    return _(
        "%(earlier)s to %(later)s: %(came)d came, %(left)d left, %(both)d in both; of %(rated)d rated in both "
        "%(fell)d fell, %(rose)d rose, %(same)d stayed: %(sum)+d steps together"
    ) % {
        "earlier": step.earlier.name, "later": step.later.name, "came": step.came, "left": step.left, "both": step.both,
        "rated": len(step.moves), "fell": step.fell, "rose": step.rose,
        "same": len(step.moves) - step.fell - step.rose, "sum": sum(step.moves),
    }  # fmt: skip


def _cost(step: Step) -> Iterator[str]:
    for currency, (before, now) in sorted(step.cost.items()):
        yield _(
            "%(earlier)s to %(later)s: %(before)s to %(now)s million %(currency)s (%(move)s); "
            "%(dearer)d cost more, %(cheaper)d less"
        ) % {
            "earlier": step.earlier.name, "later": step.later.name, "before": _millions(before), "now": _millions(now),
            "move": _millions(now - before, "+"), "currency": currency,
            "dearer": step.dearer, "cheaper": step.cheaper,
        }  # fmt: skip


def _millions(amount: Decimal, sign: str = "") -> str:
    return f"{amount / 1_000_000:{sign},.0f}"


def _fall(course: Course, names: Sequence[str]) -> str:
    (first, before), (last, now) = course.given[0], course.given[-1]
    steps = ngettext("%(count)d step", "%(count)d steps", -course.steps) % {"count": -course.steps}
    return f"{course.project.title}: {_word(before)} {names[first]}, {_word(now)} {names[last]}, {steps}"


def _course(course: Course) -> str:
    return f"{course.project.title}: {', '.join(map(_word, course.ratings))}"


def _left(course: Course, names: Sequence[str]) -> str:
    return f"{course.project.title}: {names[course.last]}, {_word(course.ratings[course.last])}"


def _last_ratings(gone: Iterable[Course]) -> str:
    counts = Counter(_word(course.ratings[course.last]) for course in gone)
    words = [*(step_of(value).lower_word for value in VALUES), UNRATED]
    return _("With the last rating: %(ratings)s") % {
        "ratings": ", ".join(f"{word} {counts[word]}" for word in words if counts[word])
    }


def _word(rating: int | None) -> str:
    return step_of(rating).lower_word if rating else UNRATED

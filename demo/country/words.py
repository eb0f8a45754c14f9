"""The sentences of a report or an assessment, out of the facts of its project, where none was written for that round."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random

from demo.country.course import Course, Standing
from demo.country.days import in_words


@dataclass(frozen=True)
class Words:
    """Of one project in one round, as somebody knows it who writes on ``on``."""

    course: Course
    number: int
    on: date

    @cached_property
    def standings(self) -> list[Standing]:
        return self.course.standings(self.number, self.on)

    @cached_property
    def before(self) -> dict[str, Standing]:
        """How the milestones stood in the report of the round before."""
        if not self.number:
            return {}
        filed_on = self.course.filed_on(self.number - 1)
        return {standing.title: standing for standing in self.course.standings(self.number - 1, filed_on)}

    @property
    def open(self) -> list[Standing]:
        return sorted((one for one in self.standings if not one.actual_on), key=lambda one: one.forecast_on)

    @property
    def done(self) -> list[Standing]:
        """Done since the report of the round before."""
        before = {title for title, one in self.before.items() if one.actual_on}
        return [one for one in self.standings if one.actual_on and self.before and one.title not in before]

    @property
    def moved(self) -> list[tuple[Standing, date]]:
        """Open ones whose date moved since the round before, with that date."""
        return [
            (one, self.before[one.title].forecast_on)
            for one in self.open
            if one.title in self.before and self.before[one.title].forecast_on != one.forecast_on
        ]

    def progress(self) -> str:
        return self.course.plan.news.get(self.number) or " ".join(self._progress())

    def _progress(self) -> list[str]:
        said = [
            f"“{one.title}” was reached on {in_words(one.actual_on or self.on)}, {_against(one)}." for one in self.done
        ]
        said.append(self._work())
        if self.moved:
            one, before = self.moved[0]
            said.append(f"“{one.title}” is now expected on {in_words(one.forecast_on)} instead of {in_words(before)}.")
        elif self.open and len(said) < 3:
            one = self.open[0]
            said.append(
                self._pick(
                    f"Next is “{one.title}” on {in_words(one.forecast_on)}.",
                    f"“{one.title}” follows on {in_words(one.forecast_on)}.",
                )
            )
        return [one for one in said if one]

    def _work(self) -> str:
        work = self.course.work(self.number)
        if not work:
            return ""
        return self._pick(
            f"The month went into {work}.",
            f"Most of the work was {work}.",
            f"{work[0].upper()}{work[1:]} took most of our time.",
            f"We were busy with {work}.",
            f"The team spent its time on {work}.",
        )

    def why(self, rating: int | None) -> str:
        plan = self.course.plan
        if self.number in plan.why:
            return plan.why[self.number]
        if rating is None:
            return ""
        if not self.open:
            return f"All {len(self.standings)} milestones are reached; the closing report of {self.course.plan.title} is being written."
        return {5: self._green, 4: self._amber_green, 3: self._amber, 2: self._amber_red, 1: self._red}[rating]()

    def _green(self) -> str:
        one = self.open[0]
        return self._pick(
            f"The plan holds, and “{one.title}” is safe for {in_words(one.forecast_on)}.",
            f"Nothing stands between us and “{one.title}” on {in_words(one.forecast_on)}.",
            f"Time and money are as approved: {money(self._cost)} and an end in {month(self._end)}.",
            f"{self._count()} milestones are reached, and we are not worried by {self._lower_risk()} at present.",
            f"Spending is {money(self._spent)} of {money(self._cost)}, as planned for this point.",
        )

    def _amber_green(self) -> str:
        one = self.open[0]
        return self._pick(
            f"“{one.title}” can be reached by {in_words(one.forecast_on)} if we keep {self._lower_risk()} in hand.",
            f"We expect “{one.title}” on {in_words(one.forecast_on)}; what we watch is {self._lower_risk()}.",
            f"The end in {month(self._end)} is probable; the one open point is {self._lower_risk()}.",
            f"{self._count()} milestones are reached; before “{one.title}” we must deal with {self._lower_risk()}.",
            self._absorbed(one),
        )

    def _absorbed(self, one: Standing) -> str:
        if one.days_late > 0:
            return f"“{one.title}” is {_behind(one)}, which the later dates can absorb."
        return f"“{one.title}” keeps its approved date; after it we must deal with {self._lower_risk()}."

    def _amber(self) -> str:
        one = self.open[0]
        return self._pick(
            f"“{one.title}” is {_behind(one)}, and we have no answer yet to {self._lower_risk()}.",
            f"The end in {month(self._end)} is feasible once we have settled {self._lower_risk()}.",
            f"{self._lower_risk(capital=True)} may cost us time; {month(self._end)} can still be reached.",
            f"Everything up to “{one.title}” depends on {self._lower_risk()}; the date of {in_words(one.forecast_on)} has no slack.",
        )

    def _amber_red(self) -> str:
        one = self.open[0]
        return self._pick(
            f"“{one.title}” is {_behind(one)} and there is no agreed plan against {self._lower_risk()}.",
            f"As long as nobody settles {self._lower_risk()}, the end in {month(self._end)} is in doubt.",
            f"We cannot promise “{one.title}” for {in_words(one.forecast_on)} because of {self._lower_risk()}.",
        )

    def _red(self) -> str:
        one = self.open[0]
        return self._pick(
            f"With {self._lower_risk()} unsolved we do not see how to finish in {month(self._end)}.",
            f"“{one.title}” has no date that we believe in, because of {self._lower_risk()}.",
        )

    def schedule(self) -> str:
        """Why the end moved; empty while it did not. Once it has passed, today counts."""
        days = (max(self._end, self.on) - self.course.approved_end).days
        if days <= 0:
            return ""
        return self.course.plan.late_because or f"{self._lower_risk(capital=True)} moved the end by {_days(days)}."

    def cost(self) -> str:
        """Why the cost moved; empty while it did not."""
        approved, cost = self.course.cost(-1), self._cost
        if approved is None or cost is None or cost <= approved:
            return ""
        return self.course.plan.dear_because or f"{self._lower_risk(capital=True)} adds {money(cost - approved)}."

    def better(self) -> str:
        """Why better than the rules say."""
        return self._pick(
            "What made us late lies behind us, and the new end is agreed with everybody who works on it.",
            "The new end is in the contract now, with a penalty for every further week.",
            "The part that was hard is done; what is left was done before, elsewhere, by the same people.",
        )

    def basis(self, cio: int | None, office: int | None) -> str:
        """On what the office bases its rating."""
        written = self.course.plan.basis.get(self.number)
        if written:
            return written
        if cio is None:
            return self._basis_of_silence()
        if not self.open:
            return f"All {len(self.standings)} milestones are reached; read with the closing papers of {self.course.plan.title}."
        one = self.open[0]
        if office is not None and office < cio:
            return self._pick(
                f"The report gives {in_words(one.forecast_on)} for “{one.title}”, {_behind(one)}; "
                f"it names no step against {self._lower_risk()}.",
                f"Read against the plan: “{one.title}” is {_behind(one)}, and {self._lower_risk()} has stood in the report before.",
            )
        return self._pick(
            f"{self._count()} milestones are done; “{one.title}” is {_behind(one)}.",
            f"Report and plan agree on “{one.title}” by {in_words(one.forecast_on)}; "
            f"spending is {money(self._spent)} of {money(self._cost)}.",
            f"{self._count()} milestones are done, “{one.title}” is next and the end is expected in {month(self._end)}.",
        )

    def _basis_of_silence(self) -> str:
        if not self.open:
            return "No report reached the office; rated by the plan."
        one = self.open[0]
        return f"No report reached the office. By the plan as last reported, “{one.title}” is {_behind(one)}."

    @property
    def _end(self) -> date:
        return self.course.end(self.number)

    @property
    def _cost(self) -> Decimal | None:
        return self.course.cost(self.number)

    @property
    def _spent(self) -> Decimal | None:
        return self.course.spent(self.number, self.on)

    def _count(self) -> str:
        return f"{len(self.standings) - len(self.open) or 'None'} of {len(self.standings)}"

    def _lower_risk(self, *, capital: bool = False) -> str:
        risk = self.course.risk(self.number).split(":")[0].split(".")[0] or f"the date of “{self.open[0].title}”"
        first = risk[0] if capital or risk[:2].isupper() else risk[0].lower()
        return first + risk[1:]

    def _pick(self, *sentences: str) -> str:
        """Another sentence each month, from another start in each project."""
        start = Random(f"{self.course.plan.key} {len(sentences)}").randrange(len(sentences))
        return sentences[(start + self.number) % len(sentences)]


def _against(one: Standing) -> str:
    days = one.days_late
    if days == 0:
        return "on the approved day"
    return f"{_days(days)} after the approved day" if days > 0 else f"{_days(-days)} before the approved day"


def _behind(one: Standing) -> str:
    days = one.days_late
    if days == 0:
        return "on its approved date"
    return f"{_days(days)} behind its approved date" if days > 0 else f"{_days(-days)} ahead of its approved date"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def money(amount: Decimal | None) -> str:
    return "a withheld sum" if amount is None else f"€{amount / 1_000_000:.1f} m"


def month(day: date) -> str:
    return in_words(day).split(" ", 1)[1]

"""As many rows of every kind as are asked for, in the world of the access tests."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.access import today
from ministries.models import (
    Appointment,
    CoordinationFunction,
    Country,
    ExchangeRate,
    Holiday,
    Institution,
    Mandate,
    Succession,
)
from outbox.models import Mail
from projects.models import (
    Assessment,
    Baseline,
    Current,
    Dependency,
    Funding,
    Identifier,
    Milestone,
    Outcome,
    Participation,
    Project,
    Report,
    Risk,
    Round,
    ServedFunction,
    Submission,
)
from strategy.models import IndexCountry, Indicator, Objective, Reading, Strategy
from tests.conftest import LONG_AGO
from tests.grown_laws import grow_laws
from tests.test_architecture import our_models

LONG_GONE = date(1900, 1, 1)
DAY = timedelta(days=1)


@dataclass
class Grown:
    """The world of the access tests with as many rows of every kind as are asked for; most hang on Finance's project."""

    parts: SimpleNamespace
    people: dict[str, User]
    count: int = 0
    institutions: list[Institution] = field(default_factory=list)

    def grow(self, count: int) -> None:
        numbers = range(self.count, count)
        self.institutions = self._institutions(numbers)
        projects = self._projects(numbers)
        self._work(projects)
        self._past(numbers)
        self._mandates(numbers)
        self._aims(numbers, projects)
        self._letters(numbers)
        self._settings(numbers)
        grow_laws(self.parts, self.people, numbers, self.institutions, projects)
        self.count = count
        Current.objects.refresh(today())
        with connection.cursor() as cursor:  # else PostgreSQL takes every table for an empty one
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in our_models())}")

    def _institutions(self, numbers: range) -> list[Institution]:
        made = Institution.objects.bulk_create(
            Institution(code=f"agency-{n}", name=f"Agency {n}", kind="agency", parent=self.parts.finance)
            for n in numbers
        )
        people = User.objects.bulk_create(
            User(email=f"person.{n}@velmar.example", full_name=f"Person {n}", kind="official") for n in numbers
        )
        Appointment.objects.bulk_create(
            Appointment(person=person, institution=place, post="cio", starts_on=LONG_AGO, instrument="Decree 7")
            for person, place in zip(people, made, strict=True)
        )
        Appointment.objects.bulk_create(
            Appointment(
                person=person, institution=self.parts.finance, post="deputy", starts_on=LONG_AGO, instrument="Decree 8"
            )
            for person in people
        )
        Succession.objects.bulk_create(
            Succession(predecessor=self.parts.finance, successor=place, kind="split", on=today()) for place in made
        )
        return made

    def _projects(self, numbers: range) -> list[Project]:
        on = today()
        return Project.objects.bulk_create(
            Project(
                code=f"P-1900-{n:04d}", title=f"Project {n}", lead=self.parts.finance, stage="delivery", currency="EUR",
                stage_since_on=on - 200 * DAY, programme=self.parts.own,
            )
            for n in numbers
        )  # fmt: skip

    def _work(self, projects: list[Project]) -> None:
        """What hangs on each of them, and the same on the one project that has a page of its own here."""
        on, own, office = today(), self.parts.own, self.people["c"]
        plan = {"starts_on": on - 300 * DAY, "ends_on": on - DAY, "cost": Decimal(100)}
        Baseline.objects.bulk_create(Baseline(project=each, number=1, approved_on=on, **plan) for each in projects)
        first = own.baselines.count()
        Baseline.objects.bulk_create(
            Baseline(
                project=own, number=first + 1 + n, approved_on=on, reason="replan within goals", words="So.", **plan
            )
            for n in range(len(projects))
        )
        owed = Report.objects.bulk_create(
            Report(
                project=each, round=self.parts.round, institution=self.parts.finance, asked_on=on, status="submitted"
            )
            for each in projects
        )
        self._sign(owed)
        Milestone.objects.bulk_create(
            Milestone(project=project, title=f"Step of {each}", owner=place, baseline_on=on - 9 * DAY)
            for each, place in zip(projects, self.institutions, strict=True)
            for project in (each, own)
        )
        Assessment.objects.bulk_create(
            Assessment(
                project=each, round=self.parts.round, assessor="Office", rating=1, basis="Read.", assessed_on=on,
                made_by=office, source="office",
            )
            for each in projects
        )  # fmt: skip
        Participation.objects.bulk_create(
            Participation(project=project, institution=place, role="user", asked_on=on - 60 * DAY)
            for each, place in zip(projects, self.institutions, strict=True)
            for project in (each, own)
        )
        Risk.objects.bulk_create(
            Risk(
                project=own, title=f"Risk {each}", effect="Later.", likelihood=3, impact=5, mitigation="Ask.", owner=place,
                due_on=on - DAY, raised_on=on - DAY, escalated_on=on, escalated_why="Decide.",
            )
            for each, place in zip(projects, self.institutions, strict=True)
        )  # fmt: skip
        Dependency.objects.bulk_create(
            Dependency(project=own, supplier=each, what="Data", needed_on=on - 30 * DAY, stated_on=on)
            for each in projects
        )
        Identifier.objects.bulk_create(
            Identifier(project=own, scheme=each.code, value=str(number)) for number, each in enumerate(projects)
        )

    def _sign(self, reports: list[Report]) -> None:
        post = self.people["f"].appointments.get()
        Submission.objects.bulk_create(
            Submission(
                report=each, number=1, signed_by=self.people["f"], appointment=post, at=timezone.now(), rating=4, why="So."
            )
            for each in reports
        )  # fmt: skip

    def _past(self, numbers: range) -> None:
        """Closed rounds, each with a report of the one project, and its money by year, of a past without other money."""
        days = {n: LONG_GONE + 30 * n * DAY for n in numbers}
        rounds = Round.objects.bulk_create(
            Round(
                name=f"Round {n}", starts_on=on, ends_on=on + 29 * DAY, opens_on=on, due_on=on + 9 * DAY,
                closed_on=on + 10 * DAY,
            )
            for n, on in days.items()
        )  # fmt: skip
        self._sign(
            Report.objects.bulk_create(
                Report(
                    project=self.parts.own, round=each, institution=self.parts.finance, asked_on=each.opens_on,
                    status="accepted",
                )
                for each in rounds
            )
        )  # fmt: skip
        Funding.objects.bulk_create(Funding(project=self.parts.own, year=1000 + n, planned=1) for n in numbers)

    def _mandates(self, numbers: range) -> None:
        functions = CoordinationFunction.objects.bulk_create(
            CoordinationFunction(code=f"function-{n}", name=f"Function {n}", starts_on=LONG_AGO) for n in numbers
        )
        terms = {"starts_on": LONG_AGO, "basis": "Decree 5/2020"}
        Mandate.objects.bulk_create(
            Mandate(function=function, institution=self.parts.finance, role="lead", **terms) for function in functions
        )
        Mandate.objects.bulk_create(
            Mandate(function=self.parts.function, institution=place, role="contributes", **terms)
            for place in self.institutions
        )
        ServedFunction.objects.bulk_create(
            ServedFunction(project=self.parts.own, function=function) for function in functions
        )

    def _settings(self, numbers: range) -> None:
        days = [LONG_GONE + n * DAY for n in numbers]
        ExchangeRate.objects.bulk_create(
            ExchangeRate(currency="USD", on=on, rate=Decimal("0.9"), source="Central bank") for on in days
        )
        Holiday.objects.bulk_create(Holiday(country=Country.objects.get(), on=on, name="Day of rest") for on in days)

    def _aims(self, numbers: range, projects: list[Project]) -> None:
        on, finance, own = today(), self.parts.finance, self.parts.aims["own"]
        Strategy.objects.bulk_create(
            Strategy(code=f"strategy-{n}", title=f"Strategy {n}", lead=finance, starts_on=LONG_AGO) for n in numbers
        )
        objectives = Objective.objects.bulk_create(
            Objective(strategy=self.parts.strategy, code=f"objective-{n}", title=f"Objective {n}", lead=finance)
            for n in numbers
        )
        indicators = Indicator.objects.bulk_create(
            Indicator(objective=objective, code=f"indicator-{each.pk}-{objective.pk}", title="Share", better="higher")
            for each in objectives
            for objective in (each, own.objective)
        )
        told = {"value": 1, "evidence": "Table 3", "recorded_for": finance}
        Reading.objects.bulk_create(Reading(indicator=indicator, on=on, **told) for indicator in indicators)
        Reading.objects.bulk_create(Reading(indicator=own, on=LONG_GONE + n * DAY, **told) for n in numbers)
        Outcome.objects.bulk_create(
            Outcome(project=project, indicator=indicator, statement="Less paper.")
            for each, fresh in zip(projects, indicators[::2], strict=True)
            for project, indicator in ((each, own), (self.parts.own, fresh))
        )
        letters = "ABCDEFGHIJ"
        IndexCountry.objects.bulk_create(
            IndexCountry(code="".join(letters[int(digit)] for digit in f"{n:03d}"), name=f"Country {n}")
            for n in numbers
        )

    def _letters(self, numbers: range) -> None:
        Mail.objects.bulk_create(
            Mail(
                kind="digest", period=f"day {n}", recipient=person, message_id=f"<{n}.{person.pk}@velmar.example>",
                written_at=timezone.now(), send_after=timezone.now(), subject=f"Day {n}",
            )
            for n in numbers
            for person in (self.people["c"], self.people["f"])
        )  # fmt: skip

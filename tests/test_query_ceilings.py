"""Every page, answer and export takes no more queries at two hundred rows of everything than at ten."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core import tables
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
from projects.models import (
    Assessment,
    Baseline,
    Current,
    Dependency,
    Funding,
    Identifier,
    Milestone,
    Participation,
    Project,
    Report,
    Risk,
    Round,
    ServedFunction,
    Submission,
)
from tests.access.judge import verdict_of
from tests.access.routes import ROUTES
from tests.conftest import LONG_AGO
from tests.grown_laws import grow_laws
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
APPS = ("projects", "ministries", "legislation")
FEW, MANY = 10, 200
LONG_GONE = date(1900, 1, 1)
DAY = timedelta(days=1)
NOT_OF_THE_PAGE = re.compile(r'django_session|SAVEPOINT|"time_zone" AS')
READERS = "fc"  # the CIO of Finance, whose project it is, and the coordinator


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
        self._settings(numbers)
        grow_laws(self.parts, self.people, numbers, self.institutions, projects)
        self.count = count
        Current.objects.refresh(today())

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
        Funding.objects.bulk_create(Funding(project=self.parts.own, year=1700 + n, planned=1) for n in numbers)

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


def addresses(walker, letter: str) -> list[str]:
    """Of every page and answer of these apps that this person may read, exports too."""
    found = []
    for path, route in ROUTES.items():
        is_ours = route.view is not None and route.view.__module__.startswith(APPS)
        if not is_ours or "get" not in route.methods or letter not in verdict_of(VERDICTS[path]).passes("get"):
            continue
        address = route.address(walker.world.values("own"))
        has_exports = getattr(route.view, "table_class", None) is not None
        found += [address, *(f"{address}?export={kind}" for kind in ("csv", "xlsx") if has_exports)]
    return found


def queries(walker, letter: str, asked: list[str]) -> dict[str, int]:
    """Without the session's, which is written again once a minute, and the time zone's, which another worker may have kept."""
    found = {}
    for address in asked:
        ContentType.objects.clear_cache()
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            assert walker.ask(letter, "get", address).status < 400, address
        found[address] = sum(not NOT_OF_THE_PAGE.search(query["sql"]) for query in told)
    return found


@pytest.mark.parametrize("letter", READERS)
def test_the_number_of_queries_does_not_grow_with_the_rows(walker, letter, monkeypatch):
    """Of an export: with the rows of one chunk."""
    monkeypatch.setattr(tables, "FIRST_ROWS", MANY * 4)
    country, asked = Grown(walker.world.parts, walker.world.people), addresses(walker, letter)
    country.grow(FEW)
    few = queries(walker, letter, asked)
    country.grow(MANY)
    many = queries(walker, letter, asked)
    assert len(asked) > 30
    assert {address: (few[address], many[address]) for address in asked if many[address] > few[address]} == {}

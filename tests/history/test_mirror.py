"""A mirror that is kept by pulls alone equals the source, whoever writes meanwhile and whatever one may see."""

import random
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.services import make_key
from core.access import today
from core.scopes import TokenScope
from ministries.models import Appointment, Institution
from ministries.services import appoint
from projects.models import Current, Identifier, Milestone, Participation, Project, Risk
from projects.services import create_project
from tests.api import ROOT, program_of
from tests.history.test_pulling import keys, pulled

ROUNDS = 12
LISTS = {
    "projects": "code", "baselines": "id", "milestones": "id", "risks": "id", "participations": "id", "appointments": "id",
}  # fmt: skip


class Mirror:
    """As ``docs/guide-api.md`` says."""

    def __init__(self, program, name: str, key: str) -> None:
        self.program, self.name, self.key = program, name, key
        self.rows: dict = {}
        self.place = "start"

    def pull(self) -> None:
        changed, self.place = pulled(self.program, self.name, self.place, page_size=7)
        self.rows |= {row[self.key]: row for row in changed}
        there = {row[self.key] for row in keys(self.program, self.name)}
        self.rows = {key: row for key, row in self.rows.items() if key in there}
        missed = [str(key) for key in there - self.rows.keys()]
        if missed:
            told = self.program.get(f"{ROOT}{self.name}/", {"keys": ",".join(missed)}).json()
            self.rows |= {row[self.key]: row for row in told["results"]}

    def source(self) -> dict:
        rows, _place = pulled(self.program, self.name, "start", page_size=100)
        return {row[self.key]: row for row in rows}


class Country:
    """Somebody does something, by chance; every act is a transaction of its own."""

    def __init__(self, by, cio, places) -> None:
        self.by, self.cio, self.places = by, cio, places
        self.chance = random.Random(20261128)

    def act(self) -> None:
        with transaction.atomic():
            self.chance.choice(
                [self.rename, self.hide, self.move, self.name_place, self.invite, self.leave, self.identify, self.risk,
                 self.end_risk, self.postpone, self.start, self.drop, self.derive]
            )()  # fmt: skip

    def one(self, model):
        return model.objects.order_by("?").first()

    def lasting(self) -> Project:
        """One that nobody drops before a late writer commits."""
        return Project.objects.exclude(title="New").order_by("?")[0]

    def rename(self):
        Project.objects.filter(pk=self.lasting().pk).update(title=f"Register {self.chance.random()}")

    def hide(self):
        visibility = self.chance.choice(["government", "restricted"])
        Project.objects.filter(pk=self.one(Project).pk).update(visibility=visibility)

    def move(self):
        Project.objects.filter(pk=self.one(Project).pk).update(lead=self.chance.choice(self.places))

    def name_place(self):
        Institution.objects.filter(pk=self.chance.choice(self.places).pk).update(
            name=f"Ministry {self.chance.random()}"
        )

    def invite(self):
        project = self.one(Project)
        place = self.chance.choice(self.places)
        if place != project.lead and not project.participations.filter(institution=place).exists():
            Participation.objects.create(
                project=project, institution=place, role="partner", answer="accepted", asked_on=today(), answered_on=today(),
            )  # fmt: skip

    def leave(self):
        Participation.objects.filter(pk__in=Participation.objects.order_by("?").values("pk")[:1]).delete()

    def identify(self):
        Identifier.objects.create(project=self.lasting(), scheme="budget", value=f"{self.chance.random()}")

    def risk(self):
        project = self.one(Project)
        Risk.objects.create(
            project=project, kind="risk", title=f"It may be {self.chance.random()} days late", likelihood=3, impact=3, owner=project.lead,
            mitigation="Begin now", due_on=today(), raised_on=today(),
        )  # fmt: skip

    def end_risk(self):
        Risk.objects.filter(pk__in=Risk.objects.order_by("?").values("pk")[:1]).delete()

    def postpone(self):
        milestone = self.one(Milestone)
        Milestone.objects.filter(pk=milestone.pk).update(forecast_on=today() + timedelta(self.chance.randint(1, 90)))

    def start(self):
        create_project(
            title="New", lead=self.chance.choice(self.places), by=self.by, on=today(), stage="approved",
            visibility="restricted",
        )  # fmt: skip

    def drop(self):
        for project in Project.objects.filter(title="New").order_by("?")[:1]:
            project.delete()

    def derive(self):
        Current.objects.filter(pk=self.one(Project).pk).update(assessor=f"{self.chance.random()}")

    def change_rights(self, place: Institution) -> None:
        """The official loses the post here and is given one there."""
        with transaction.atomic():
            Appointment.objects.filter(person=self.cio).delete()
            appoint(self.cio, place, Appointment.Post.FOCAL_POINT, by=None, starts_on=today() - timedelta(9))


@pytest.fixture
def land(coordinator, cio_health, finance, health, project, restricted_project) -> Country:
    return Country(coordinator, cio_health, [finance, health])


@pytest.fixture
def mirrors(land) -> list[Mirror]:
    seats = [program_of(land.by), program_of(land.cio)]
    return [Mirror(seat, name, key) for seat in seats for name, key in LISTS.items()]


def late(land: Country, written: Event, goes_on: Event) -> None:
    """Writes now and commits when told."""
    try:
        with transaction.atomic():
            land.rename()
            land.identify()
            written.set()
            goes_on.wait(30)
    finally:
        connection.close()


def write(land: Country) -> None:
    try:
        for _each in range(6):
            land.act()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_mirror_kept_for_twelve_rounds_equals_the_source(land, mirrors):
    for number in range(ROUNDS):
        written, goes_on = Event(), Event()
        with ThreadPoolExecutor(3) as pool:
            acts = [pool.submit(late, land, written, goes_on)]
            written.wait(30)
            acts += [pool.submit(write, land)]
            for mirror in mirrors:
                mirror.pull()
            goes_on.set()
            wait(acts)
        for act in acts:
            act.result()
        if number % 3 == 2:
            land.change_rights(land.places[number % 2])
        for mirror in mirrors:
            mirror.pull()
            assert mirror.rows == mirror.source(), f"{mirror.name} in round {number}"


@pytest.mark.django_db(transaction=True)
def test_the_mirror_of_the_guide_does_what_it_says(live_server, monkeypatch, coordinator, project, restricted_project):
    guide = (Path(settings.BASE_DIR) / "docs" / "guide-api.md").read_text()
    code = next(block for block in guide.split("```python\n")[1:] if "def pull(" in block).partition("```")[0]
    _token, key = make_key(by=coordinator, name="Mirror", scopes=[TokenScope.PORTFOLIO_READ])
    monkeypatch.setenv("EGOV", live_server.url)
    monkeypatch.setenv("EGOV_KEY", key)
    names: dict = {}
    exec(code, names)
    assert set(names["mirror"]) == {project.code, restricted_project.code}
    Project.objects.filter(pk=project.pk).update(title="A register of ships")
    restricted_project.delete()
    names["pull"]("projects", "code", names["mirror"], names["place"])
    assert {row["title"] for row in names["mirror"].values()} == {"A register of ships"}

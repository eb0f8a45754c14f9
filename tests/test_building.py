"""What is built once for many tests is for each as if it were built for it alone."""

import pytest

from core.access import today
from ministries.models import Country, Institution
from projects.models import Project, Round
from projects.services import edit_project
from tests import building

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("time", ["once", "again"])
def test_nobody_finds_what_another_test_changed(time, project, coordinator):
    assert (project.title, project.version) == ("Digital tax account", Project.objects.get().version)
    assert Project.objects.get().title == "Digital tax account"
    edit_project(project, project.version, by=coordinator, on=today(), title="Something else")
    assert project.title == "Something else"


@pytest.mark.parametrize("time", ["once", "again"])
def test_a_test_finds_only_what_it_names(time, finance):
    assert list(Institution.objects.all()) == [finance]
    assert not Project.objects.exists()


def test_who_names_nothing_finds_nothing():
    assert not Country.objects.exists()


def test_all_that_is_named_knows_the_same_objects(project, finance, coordinator):
    assert project.lead is finance


def test_a_project_that_came_after_the_round_opened_came_after_it(round_, restricted_project):
    names = [level.name for level in building.LEVELS]
    assert names.index("round_") < names.index("restricted_project")
    assert Round.objects.get() == round_


def test_a_round_that_opened_after_the_project_came_asks_it_too(restricted_project, round_):
    assert restricted_project.reports.filter(round=round_).exists()
    names = [level.name for level in building.LEVELS]
    assert names.index("restricted_project") < names.index("round_")

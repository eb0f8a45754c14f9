"""Every case of `run.py bench` runs to its end in a country of three hundred projects. What it measures there says nothing."""

import json

import pytest
from django.core.cache import cache
from django.utils import timezone

import bench.__main__ as command
from bench import api, data, digest, export, importing, pages, search
from bench.case import country

SOME, MANY = 300, 320
ASKED = (
    "list", "detail", "write", "page_900", "html_portfolio", "summary", "summary_100k", "home", "search_100k", "export_100k",
    "import", "digest",
)  # fmt: skip
SMALL = {
    api: {"SOME": SOME, "PAGE": 3, "LISTS": 1, "DETAILS": 2, "WRITES": 2, "PAGES": 1},
    data: {"INSTITUTIONS": 8},
    digest: {"RECIPIENTS": 8, "INSTITUTIONS": 4, "LINES": 2},
    export: {"MANY": MANY},
    importing: {"SOME": SOME, "ROWS": 20, "TIMES": 1, "INSTITUTIONS": 8},
    pages: {"SOME": SOME, "MANY": MANY, "TIMES": 1},
    search: {
        "INSTITUTIONS": 4,
        "PEOPLE": 4,
        "ASKED": ("land register", "P-2020-000001"),
        "ROUNDS": 1,
        "fill": search.people,
    },
}


@pytest.fixture
def small(transactional_db, monkeypatch):
    for module, sizes in SMALL.items():
        for name, size in sizes.items():
            monkeypatch.setattr(module, name, size)
    cache.clear()


@pytest.mark.parametrize("world", command.WORLDS, ids="-".join)
def test_every_case_runs(small, world):
    modules = command.modules(world)
    names = [name for module in modules for name in module.NAMES]
    with country(timezone.localdate()) as shared:
        told = {case.name: case.told() for module in modules for case in module.cases(shared, names)}
    assert list(told) == names
    assert all(each["ms"] > 0 for each in told.values()), json.dumps(told)


def test_the_cases_have_the_names_that_were_asked_for():
    known = {name for world in command.WORLDS for module in command.modules(world) for name in module.NAMES}
    assert set(ASKED) <= known

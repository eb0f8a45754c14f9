"""The API: a page of a hundred projects, one project, a change of one, a page far behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.db.models import F

from bench.case import Case, Country, statements
from bench.data import SOME
from bench.serving import Ask, Site, medians
from core.keyset import encode
from projects.models import Project

NAMES = ("list", "detail", "write", "page_900")
ROOT = "/api/v1/projects/"
LISTS, DETAILS, WRITES, PAGES = 40, 120, 80, 80
PAGE, SIZE = 900, 10


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    country.grow(SOME)
    measure = {"list": _list, "detail": _detail, "write": _write, "page_900": _page}
    for name in NAMES:
        if name in names:
            yield measure[name](country)


def key(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def _list(country: Country) -> Case:
    who = key(country.government.official_key)
    ask, other = Ask(f"{ROOT}?page_size=100", who), Ask("/list/?page_size=100", who)
    same(country.site().tell(ask).body, country.bare.tell(other).body)
    took = medians(_rows(country, [ask] * LISTS, [other] * LISTS))
    return Case("list", took["ours"], took["bare"], took["plain"], sql=statements(ask))


def _detail(country: Country) -> Case:
    who = key(country.government.official_key)
    codes = _codes(DETAILS)
    asks, others = [Ask(f"{ROOT}{code}/", who) for code in codes], [Ask(f"/detail/{code}/", who) for code in codes]
    took = medians(_rows(country, asks, others))
    return Case("detail", took["ours"], took["bare"], took["plain"], sql=statements(asks[0]))


def _write(country: Country) -> Case:
    """Each names the version it has read, is checked, stored with its history, and answered with what is stored."""
    who = key(country.government.office_key) | {"Content-Type": "application/json"}
    of_public = Project.objects.filter(visibility="public", stage="delivery").order_by("pk")
    read = list(of_public.values_list("code", "version")[: 3 * WRITES])

    def changes(path: str, which: int) -> list[Ask]:
        return [
            Ask(
                f"{path}{code}/", who | {"If-Match": f'"{version}"'}, "PATCH", orjson.dumps({"sponsor": f"Person {version} {number}"})
            )
            for number, (code, version) in enumerate(read[which::3])
        ]  # fmt: skip

    ours, others, by_django = changes(ROOT, 0), changes("/write/", 1), changes("/write/", 2)
    took = medians(
        {"ours": (country.site(), ours[1:]), "bare": (country.bare, others), "plain": (country.plain, by_django)},
        warm=0,
    )
    return Case("write", took["ours"], took["bare"], took["plain"], sql=statements(ours[0], warm=0))


def _page(country: Country) -> Case:
    """Page 900 of ten rows beside the first."""
    who = key(country.government.office_key)
    before: Any = (
        Project.objects.order_by(F("current__widest_gap").desc(nulls_last=True), "pk")
        .values_list("current__widest_gap", "pk")[PAGE * SIZE - SIZE - 1]
    )  # fmt: skip
    first = Ask(f"{ROOT}?page_size={SIZE}", who)
    far = Ask(f"{ROOT}?page_size={SIZE}&cursor={encode('gap', 'after', before)}", who)
    assert len(orjson.loads(country.site().tell(far).body)["results"]) == SIZE
    took = medians({"far": (country.site(), [far] * PAGES), "first": (country.site(), [first] * PAGES)})
    return Case("page_900", took["far"], took["first"], sql=statements(far))


def _rows(country: Country, ours: Sequence[Ask], others: Sequence[Ask]) -> dict[str, tuple[Site, Sequence[Ask]]]:
    return {"ours": (country.site(), ours), "bare": (country.bare, others), "plain": (country.plain, others)}


def _codes(many: int) -> list[str]:
    return list(Project.objects.filter(visibility="public").order_by("pk").values_list("code", flat=True)[:many])


def same(ours: bytes, bare: bytes) -> None:
    """Both tell the same rows and members, the reasons of the signal and what is reckoned aside: else nothing is compared."""
    mine, other = orjson.loads(ours)["results"], orjson.loads(bare)["results"]
    assert [row["code"] for row in mine] == [row["code"] for row in other]
    for row, its in zip(mine, other, strict=True):
        differing = {name for name in row if row[name] != its[name]} - {
            "signal",
            "against_first",
            "withheld",
            "forecast",
        }
        assert not differing, (differing, [(row[name], its[name]) for name in differing])

"""The days of dependencies on worked examples, and what holds for any of them."""

from datetime import date, timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules.chain import Link, circle, critical_chain, layers
from projects.rules.supply import Said, Source, Supply, clash_since, expected, need

TODAY = date(2026, 11, 2)
NEEDED = date(2027, 3, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("supply", "on", "source"),
    [
        (Supply(actual_on=date(2026, 9, 1), forecast_on=NEEDED), date(2026, 9, 1), Source.ACTUAL),
        (Supply(actual_on=date(2026, 9, 1), is_cancelled=True), date(2026, 9, 1), Source.ACTUAL),
        (Supply(forecast_on=date(2027, 4, 1), baseline_on=NEEDED), date(2027, 4, 1), Source.FORECAST),
        (Supply(baseline_on=NEEDED), NEEDED, Source.BASELINE),
        (Supply(forecast_on=TODAY), TODAY, Source.FORECAST),
        (Supply(forecast_on=TODAY - DAY, baseline_on=NEEDED), TODAY, Source.TODAY),
        (Supply(forecast_on=NEEDED, is_cancelled=True), None, Source.CANCELLED),
        (Supply(), None, Source.UNKNOWN),
    ],
)
def test_expected_day_and_whose_word_it_is(supply, on, source):
    assert expected(supply, TODAY) == (on, source)


@pytest.mark.parametrize(
    ("supply", "float_days", "is_clash", "clash_days"),
    [
        (Supply(forecast_on=NEEDED), 0, False, 0),
        (Supply(forecast_on=NEEDED + DAY), -1, True, 1),
        (Supply(forecast_on=NEEDED - 30 * DAY), 30, False, 0),
        (Supply(forecast_on=NEEDED, is_cancelled=True), None, True, None),
        (Supply(), None, False, None),
        (Supply(actual_on=NEEDED + 9 * DAY), -9, False, 9),
    ],
)
def test_a_clash_is_what_has_not_come_and_comes_too_late(supply, float_days, is_clash, clash_days):
    found = need(NEEDED, supply, TODAY)
    assert (found.float_days, found.is_clash, found.clash_days) == (float_days, is_clash, clash_days)


JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
EARLY, LATE, LATER = NEEDED - DAY, NEEDED + DAY, NEEDED + 60 * DAY


@pytest.mark.parametrize(
    ("course", "since"),
    [
        ([Said(JUNE, EARLY), Said(JULY, LATE)], JULY),
        ([Said(JUNE, LATE), Said(JULY, EARLY), Said(AUGUST, LATER)], AUGUST),
        ([Said(JUNE, EARLY), Said(JULY, LATE), Said(AUGUST, LATER)], JULY),
        ([Said(date(2026, 1, 1), LATE)], date(2026, 5, 1)),
        ([Said(JUNE, EARLY)], NEEDED + DAY),
        ([Said(JUNE, LATE), Said(JULY, None)], NEEDED + DAY),
        ([], NEEDED + DAY),
    ],
)
def test_a_clash_stands_since_the_day_moved_past_the_need_or_the_need_was_stated(course, since):
    assert clash_since(NEEDED, date(2026, 5, 1), course) == since


def test_the_critical_chain_leads_along_the_least_float_in_all():
    links = [
        Link("portal", "payments", 5), Link("portal", "register", 10), Link("register", "address", -100),
        Link("payments", "bank", 40), Link("address", "survey", 30), Link("address", "survey", 200),
    ]  # fmt: skip
    chain = critical_chain("portal", links)
    assert [(link.supplier, link.float_days) for link in chain] == [("register", 10), ("address", -100), ("survey", 30)]
    assert critical_chain("survey", links) == critical_chain("nobody", links) == []


def test_what_nobody_knows_the_day_of_has_no_day_in_hand():
    chain = critical_chain("a", [Link("a", "b", 1), Link("a", "c", None)])
    assert [link.supplier for link in chain] == ["c"]


def test_layers_put_each_after_what_it_waits_for_and_near_what_waits_for_it():
    assert layers([("d", "b"), ("d", "c"), ("b", "a"), ("e", "c")]) == [["a", "c"], ["b", "e"], ["d"]]
    assert layers([("d", "b"), ("b", "a"), ("d", "c")]) == [["a"], ["b", "c"], ["d"]]
    assert layers([]) == []


@pytest.mark.parametrize(
    ("links", "found"),
    [([("b", "c"), ("c", "a")], ["a", "b", "c"]), ([("c", "b")], None), ([], None), ([("b", "a")], ["a", "b"])],
)
def test_a_new_link_closes_a_circle_or_not(links, found):
    assert circle("a", "b", links) == found


GRAPHS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12), st.one_of(st.none(), st.integers(-300, 300)))).map(
    lambda drawn: [Link(max(one, other), min(one, other), days) for one, other, days in drawn if one != other]
)


@given(GRAPHS)
def test_no_way_to_a_project_that_waits_for_nobody_has_less_float(links):
    graph = nx.DiGraph()
    for link in links:
        kept = graph.get_edge_data(link.waiting, link.supplier, {"days": 10_000})["days"]
        graph.add_edge(link.waiting, link.supplier, days=min(kept, link.float_days or 0))
    for start in graph:
        chain = critical_chain(start, links)
        assert [link.waiting for link in chain] == [start, *(link.supplier for link in chain)][: len(chain)]
        ends = [node for node in nx.descendants(graph, start) if not graph[node]]
        assert (chain[-1].supplier in ends) if chain else not graph[start]
        ways = [way for end in ends for way in nx.all_simple_paths(graph, start, end)]
        least = min((nx.path_weight(graph, way, "days") for way in ways), default=0)
        assert sum(link.float_days or 0 for link in chain) == least


@given(GRAPHS, st.integers(1, 12), st.integers(1, 12))
def test_a_circle_is_named_exactly_when_the_link_would_close_one(links, waiting, supplier):
    pairs = [(link.waiting, link.supplier) for link in links]
    found = circle(waiting, supplier, pairs)
    is_acyclic = waiting != supplier and nx.is_directed_acyclic_graph(nx.DiGraph([*pairs, (waiting, supplier)]))
    assert (found is None) == is_acyclic
    if found:
        steps = list(zip(found, [*found[1:], found[0]], strict=True))
        assert set(steps) <= {*pairs, (waiting, supplier)}


@given(GRAPHS)
def test_every_project_stands_in_a_later_layer_than_what_it_waits_for(links):
    place = {
        node: number
        for number, layer in enumerate(layers([(link.waiting, link.supplier) for link in links]))
        for node in layer
    }
    assert all(place[link.waiting] > place[link.supplier] for link in links)
    assert set(place.values()) == set(range(len(set(place.values()))))
    assert set(place) == {node for link in links for node in link[:2]}

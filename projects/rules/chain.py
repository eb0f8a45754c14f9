"""Projects that wait for each other as a graph: the chain that is tightest, the layers of a map, the circle that must not be.

A link leads from the project that waits to the one it waits for. Links make no circle: the database sees to that.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import networkx as nx

N = TypeVar("N", bound=Hashable)


class Link(NamedTuple, Generic[N]):
    """``float_days`` as in ``supply.Need``; what is not known to come in time has no day in hand. ``thing``: what the link is
    the shape of."""

    waiting: N
    supplier: N
    float_days: int | None
    thing: Any = None


def critical_chain(start: N, links: Iterable[Link[N]]) -> list[Link[N]]:
    """From a project back to one that waits for nobody, by the way with the least float in all: what slips there reaches the
    project first. Of two ways that are equal the longer one, then the one named first."""
    graph = _tightest(links)
    if start not in graph:
        return []
    best: dict[Any, tuple[int, int, list[Link[N]]]] = {}
    for waiting in reversed(list(nx.topological_sort(graph))):
        ways = [_way(graph.edges[waiting, supplier]["link"], best[supplier]) for supplier in sorted(graph[waiting])]
        best[waiting] = min(ways, key=lambda way: way[:2], default=(0, 0, []))
    return best[start][2]


def _way(link: Link[N], onward: tuple[int, int, list[Link[N]]]) -> tuple[int, int, list[Link[N]]]:
    float_days, steps, chain = onward
    return float_days + (link.float_days or 0), steps - 1, [link, *chain]


def _tightest(links: Iterable[Link[N]]) -> "nx.DiGraph[Any]":
    """One edge for two projects: the link with the least float."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for link in sorted(links, key=lambda link: link.float_days or 0, reverse=True):
        graph.add_edge(link.waiting, link.supplier, link=link)
    return graph


def layers(links: Iterable[tuple[N, N]]) -> list[list[N]]:
    """Projects after all they wait for, each as near to what waits for it as that allows."""
    graph: nx.DiGraph[Any] = nx.DiGraph((supplier, waiting) for waiting, supplier in links)
    place = {node: number for number, layer in enumerate(nx.topological_generations(graph)) for node in layer}
    for node in reversed(list(nx.topological_sort(graph))):
        place[node] = min((place[waiting] - 1 for waiting in graph[node]), default=place[node])
    found: list[list[N]] = [[] for _layer in range(max(place.values(), default=-1) + 1)]
    for node in sorted(place):
        found[place[node]].append(node)
    return found


def circle(waiting: N, supplier: N, links: Iterable[tuple[N, N]]) -> Sequence[N] | None:
    """The shortest circle that a new link from ``waiting`` to ``supplier`` would close, from ``waiting`` on; None: none."""
    graph: nx.DiGraph[Any] = nx.DiGraph(list(links))
    if waiting == supplier:
        return [waiting]
    if waiting not in graph or supplier not in graph or not nx.has_path(graph, supplier, waiting):
        return None
    return [waiting, *nx.shortest_path(graph, supplier, waiting)[:-1]]

"""Who waits for whom: the two lists of a project and the chain that is tightest, each link with what is left of its days;
the map of the portfolio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Access
from core.charts import Figure, MapLink, MapNode, Table, layers_chart
from core.figures import day_text
from projects.models import Dependency, Project
from projects.rules.chain import Link, critical_chain, layers
from projects.rules.supply import Need, Source

MOST_DRAWN = 60


@dataclass(frozen=True, slots=True)
class Wait:
    """A dependency as it stands on a day."""

    dependency: Dependency
    need: Need

    @property
    def expected(self) -> str:
        """The day and whose word it is."""
        words = {
            Source.ACTUAL: _("%(day)s, done"),
            Source.FORECAST: _("%(day)s, forecast"),
            Source.BASELINE: _("%(day)s, as approved"),
            Source.TODAY: _("its day has passed: today counts"),
            Source.CANCELLED: _("cancelled"),
            Source.UNKNOWN: _("no day known"),
        }
        said, on = words[self.need.expected.source], self.need.expected.on
        return said % {"day": day_text(on)} if on else said

    @property
    def state(self) -> str:
        """What is left of the days, or by how many it comes too late."""
        days = self.need.float_days
        if days is None:
            return _("will not come") if self.need.is_clash else _("not known")
        if days < 0:
            return _late_words(-days, has_come=self.need.has_come)
        if self.need.has_come:
            return _("came in time")
        return ngettext("%(n)s day in hand", "%(n)s days in hand", days) % {"n": days}


def _late_words(days: int, *, has_come: bool) -> str:
    if has_come:
        words = ngettext("came %(n)s day too late", "came %(n)s days too late", days)
    else:
        words = ngettext("clash: %(n)s day too late", "clash: %(n)s days too late", days)
    return words % {"n": days}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of one project. ``chain``: from the project back to one that waits for nobody."""

    waits_for: Sequence[Wait]
    waited_for_by: Sequence[Wait]
    chain: Sequence[Wait]

    @property
    def finding(self) -> str:
        """Of the chain: whether what is tightest holds."""
        days = [wait.need.float_days for wait in self.chain]
        worst = min((each for each in days if each is not None), default=None)
        if any(wait.need.is_clash and wait.need.float_days is None for wait in self.chain):
            return _("Something on its way to this project will not come")
        if worst is None:
            return _("Nobody has said when what it waits for will come")
        if worst < 0:
            words = ngettext(
                "Its tightest chain is broken: a link comes %(n)s day too late",
                "Its tightest chain is broken: a link comes %(n)s days too late",
                -worst,
            )
            return words % {"n": -worst}
        words = ngettext(
            "Its tightest chain holds with %(n)s day in hand", "Its tightest chain holds with %(n)s days in hand", worst
        )
        return words % {"n": worst}


def waiting(project: Project, *, access: Access, on: date) -> Waiting:
    """As far as the reader may see the projects of it; one query."""
    around = Dependency.objects.visible_to(access).around(project.pk).for_list()
    waits = [Wait(each, each.need(on)) for each in around]
    links = [
        Link(wait.dependency.project_id, wait.dependency.supplier_id, wait.need.float_days, wait)
        for wait in waits
        if not wait.need.has_come
    ]
    return Waiting(
        waits_for=[wait for wait in waits if wait.dependency.project_id == project.pk],
        waited_for_by=[wait for wait in waits if wait.dependency.supplier_id == project.pk],
        chain=[link.thing for link in critical_chain(project.pk, links)],
    )


def map_of(rows: Iterable[Dependency], on: date, *, is_mirrored: bool = False) -> Figure | None:
    """Projects in layers with what they wait for; the worst links where there are more than can be read. None: no link."""
    waits = sorted((Wait(each, each.need(on)) for each in rows), key=_worst_first)
    if not waits:
        return None
    drawn = waits[:MOST_DRAWN]
    projects = {each.pk: each for wait in drawn for each in (wait.dependency.project, wait.dependency.supplier)}
    placed = layers((wait.dependency.project_id, wait.dependency.supplier_id) for wait in drawn)
    return layers_chart(
        _map_finding(waits),
        _map_words(len(drawn), len(waits), on),
        [[MapNode(pk, projects[pk].title) for pk in layer] for layer in placed],
        [MapLink(wait.dependency.supplier_id, wait.dependency.project_id, _map_label(wait)) for wait in drawn],
        table=_map_table(drawn),
        is_mirrored=is_mirrored,
    )


def _worst_first(wait: Wait) -> tuple[bool, int, int]:
    days = wait.need.float_days
    return not wait.need.is_clash, -10_000 if days is None and wait.need.is_clash else days or 0, wait.dependency.pk


def _map_label(wait: Wait) -> str:
    if not wait.need.is_clash:
        return ""
    days = wait.need.clash_days
    return _("never") if days is None else _("+%(days)s d") % {"days": days}


def _map_finding(waits: Sequence[Wait]) -> str:
    clashes = [wait for wait in waits if wait.need.is_clash]
    if not clashes:
        words = ngettext("One dependency, and it holds", "%(all)s dependencies, and all hold", len(waits))
        return words % {"all": len(waits)}
    words = ngettext(
        "%(n)s of %(all)s dependencies comes too late, by %(days)s days",
        "%(n)s of %(all)s dependencies come too late, by up to %(days)s days",
        len(clashes),
    )
    days = max((wait.need.clash_days or 0 for wait in clashes), default=0)
    return words % {"n": len(clashes), "all": len(waits), "days": days}


def _map_words(drawn: int, count: int, on: date) -> str:
    words = _("An arrow leads to the project that waits; thick with days: too late. As of %(day)s.")
    if drawn < count:
        words += " " + _("Drawn here are the %(drawn)s worst of %(count)s.")
    return words % {"day": day_text(on), "drawn": drawn, "count": count}


def _map_table(waits: Sequence[Wait]) -> Table:
    heads = (_("Project that waits"), _("Waits for"), _("What"), _("Needed by"), _("Expected"), _("State"))
    return Table(
        heads,
        tuple(
            (
                wait.dependency.project.title,
                _from(wait.dependency),
                wait.dependency.what,
                day_text(wait.dependency.needed_on),
                wait.expected,
                wait.state,
            )
            for wait in waits
        ),
        paths=tuple(f"{wait.dependency.project.get_absolute_url()}#waits" for wait in waits),
    )


def _from(dependency: Dependency) -> str:
    return f"{dependency.supplier.title}, {dependency.milestone}" if dependency.milestone else dependency.supplier.title

"""Who waits for whom: the two lists of a project and the chain that is tightest, each link with what is left of its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Access
from core.figures import day_text
from projects.models import Dependency, Project
from projects.rules.chain import Link, critical_chain
from projects.rules.supply import Need, Source


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

"""What one loading of the country holds in its hands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from demo.country.days import Calendar
from demo.diary import Diary
from legislation.models import Act, Item
from ministries.models import Appointment, Institution
from ministries.querysets.appointment import CHAIN
from projects.models import Milestone, Project, Round

COORDINATOR, COLLEAGUE = "tolvaj", "brenik"
OFFICE = "e-Government Coordination Office"


@dataclass(slots=True)
class Loading:
    """Everything by its key in the files; filled while the diary is played."""

    calendar: Calendar
    say: Callable[[str], None]
    diary: Diary = field(default_factory=Diary)
    institutions: dict[str, Institution] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    milestones: dict[str, list[Milestone]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    reports: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def coordinator(self) -> User:
        return self.people[COORDINATOR]

    @property
    def colleague(self) -> User:
        return self.people[COLLEAGUE]

    def asked(self, institution: str, on: date) -> Appointment:
        """Who answers for an institution on a day: the first in the chain, at its parent while every post is vacant."""
        at = self.institutions[institution]
        held = [one for one in self.appointments if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)]
        own = [one for one in held if one.institution_id == at.pk]
        candidates = own or [one for one in held if one.institution_id == at.parent_id]
        return min(candidates, key=lambda one: CHAIN.index(one.post))

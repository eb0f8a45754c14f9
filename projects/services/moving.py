"""What passes to another institution when its ministry was merged, split or closed."""

from datetime import date

from accounts.models import User
from core.versions import Conflict, update_if_current
from history.tracking import acting
from ministries.models import Institution
from projects.models import Milestone, Participation, Project
from projects.services.projects import change_lead


def pass_on_project(project: Project, version: int, lead: Institution, *, by: User, on: date) -> Project:
    """Another institution leads from now on. A part it took in the project before is removed: it leads now.

    Raises Conflict when somebody saved the project in between.
    """
    with acting(by=by, verb="changed the lead"):
        written = change_lead(project, version, lead, by=by, on=on)
        Participation.objects.filter(project=project, institution=lead).delete()
    return written


def pass_on_milestone(milestone: Milestone, version: int, owner: Institution, *, by: User) -> Milestone:
    """Another institution owns it from now on. Raises Conflict when somebody saved it in between."""
    with acting(by=by, verb="changed the owner of a milestone"):
        return update_if_current(milestone, version, owner=owner)


def pass_on_participation(
    participation: Participation, version: int, institution: Institution, *, by: User
) -> Participation | None:
    """Another institution has this part, with the answer given so far; None: it leads or has this part already, and the
    one before is removed. Raises Conflict when somebody saved it in between.
    """
    with acting(by=by, verb="passed on a part in a project"):
        if not _takes_part_already(participation, institution):
            return update_if_current(participation, version, institution=institution)
        removed, _by_model = Participation.objects.filter(pk=participation.pk, version=version).delete()
        if not removed:
            raise Conflict(Participation.objects.get(pk=participation.pk))
        return None


def _takes_part_already(participation: Participation, institution: Institution) -> bool:
    """Leads the project, or has the same part in it."""
    same = Participation.objects.filter(
        project=participation.project_id, institution=institution, role=participation.role
    )
    return participation.project.lead_id == institution.pk or same.exists()

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import access_of
from core.versions import update_if_current
from history.tracking import acting
from projects.models import Current, Dependency, Milestone, Project
from projects.rules.chain import circle


def need_from(
    project: Project,
    supplier: Project,
    *,
    what: str,
    needed_on: date,
    by: User | None,
    on: date,
    milestone: Milestone | None = None,
) -> Dependency:
    """The project waits for another, or for one of its milestones. Only adds: there is no version to name.

    Refuses what would close a circle, by name as far as ``by`` may see the projects of it.
    """
    _refuse_circle(project, supplier, by, on)
    dependency = Dependency(
        project=project, supplier=supplier, milestone=milestone, what=what, needed_on=needed_on, stated_on=on
    )
    _refuse_strange(milestone, supplier)
    dependency.full_clean()
    try:
        with acting(by=by, verb="named a dependency"):
            dependency.save()
            Current.objects.refresh(on, [project.pk])
    except IntegrityError:  # the other half of a circle was added a moment ago
        _refuse_circle(project, supplier, by, on)
        raise
    return dependency


def edit_dependency(dependency: Dependency, version: int, *, by: User, on: date, **changes: Any) -> Dependency:
    """Other words, another day or milestone of the same project. Raises Conflict when somebody saved in between."""
    _refuse_dropped(dependency)
    if "milestone" in changes:
        _refuse_strange(changes["milestone"], dependency.supplier)
    for name, value in changes.items():
        setattr(dependency, name, value)
    dependency.full_clean()
    stated = {"stated_on": on} if {"needed_on", "milestone"} & set(changes) else {}
    with acting(by=by, verb="changed a dependency"):
        written = update_if_current(dependency, version, **changes, **stated)
        Current.objects.refresh(on, [dependency.project_id])
    return written


def drop_dependency(dependency: Dependency, version: int, *, why: str, by: User, on: date) -> Dependency:
    """The project no longer needs it; history keeps the reason. Raises Conflict when somebody saved in between."""
    _refuse_dropped(dependency)
    if not why.strip():
        raise ValidationError({"why": _("Say why it is no longer needed: the reason stands in the history.")})
    with acting(by=by, verb="dropped a dependency", reason=why):
        written = update_if_current(dependency, version, dropped_on=on)
        Current.objects.refresh(on, [dependency.project_id])
    return written


def _refuse_circle(project: Project, supplier: Project, by: User | None, on: date) -> None:
    if project.pk == supplier.pk:
        raise ValidationError({"supplier": _("A project cannot wait for itself.")})
    found = circle(project.pk, supplier.pk, Dependency.objects.standing().pairs())
    if found is None:
        return
    seen = Project.objects.visible_to(access_of(by, on=on)) if by else Project.objects.all()
    names = {each.pk: each.title for each in seen.filter(pk__in=found)}
    if len(names) < len(found):
        raise ValidationError({"supplier": _("This would close a circle of projects that wait for each other.")})
    waits = _("%(one)s waits for %(other)s")
    steps = [
        waits % {"one": names[one], "other": names[other]}
        for one, other in zip(found, [*found[1:], found[0]], strict=True)
    ]
    raise ValidationError({"supplier": _("This would close a circle: %(steps)s.") % {"steps": "; ".join(steps)}})


def _refuse_strange(milestone: Milestone | None, supplier: Project) -> None:
    if milestone and milestone.project_id != supplier.pk:
        raise ValidationError({"milestone": _("This is a milestone of another project.")})


def _refuse_dropped(dependency: Dependency) -> None:
    if dependency.dropped_on:
        raise ValidationError(_("It is no longer needed. Name a new one if it is needed again."))

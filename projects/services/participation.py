from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import Conflict, update_if_current
from history.tracking import acting
from ministries.models import Institution
from projects.models import Participation, Project


def invite(project: Project, institution: Institution, role: str, *, by: User | None, on: date) -> Participation:
    """Ask an institution to take part; it accepts or declines. Only adds: there is no version to name."""
    if institution.pk == project.lead_id:
        raise ValidationError({"institution": _("This institution leads the project already.")})
    _refuse_twice(project, institution, role, "institution")
    participation = Participation(project=project, institution=institution, role=role, asked_on=on)
    participation.full_clean()
    with acting(by=by, verb="invited"):
        participation.save()
    return participation


def answer_participation(
    participation: Participation, version: int, answer: str, *, by: User | None, on: date, reason: str = ""
) -> Participation:
    """The invited institution's own word. Declining says why. Raises Conflict when somebody answered in between."""
    if answer == Participation.Answer.DECLINED and not reason.strip():
        raise ValidationError({"reason": _("Say why your institution does not take part.")})
    with acting(by=by, verb="answered the invitation"):
        answered_on = None if answer == Participation.Answer.ASKED else on
        return update_if_current(participation, version, answer=answer, reason=reason, answered_on=answered_on)


def ask_again(participation: Participation, version: int, *, by: User, on: date) -> Participation:
    """After a decline: the term to answer begins anew. Raises Conflict when somebody saved in between."""
    if participation.answer != Participation.Answer.DECLINED:
        raise ValidationError(_("Only an institution that declined is asked again."))
    with acting(by=by, verb="asked again"):
        return update_if_current(participation, version, **_asked_anew(on))


def change_role(participation: Participation, version: int, role: str, *, by: User, on: date) -> Participation:
    """Another part is another question: the institution is asked anew. Raises Conflict when somebody saved in between."""
    if role == participation.role:
        raise ValidationError({"role": _("It is asked in this role already.")})
    _refuse_twice(participation.project, participation.institution, role, "role")
    with acting(by=by, verb="changed the role and asked anew"):
        return update_if_current(participation, version, role=role, **_asked_anew(on))


def withdraw_invitation(participation: Participation, version: int, *, by: User) -> None:
    """The institution is asked no longer; one that took part takes part no longer. History keeps both.

    Raises Conflict when somebody saved in between.
    """
    took_part = participation.answer == Participation.Answer.ACCEPTED
    with acting(by=by, verb="ended the part" if took_part else "withdrew the invitation"):
        removed, _by_model = Participation.objects.filter(pk=participation.pk, version=version).delete()
        if not removed:
            raise Conflict(Participation.objects.get(pk=participation.pk))


def _asked_anew(on: date) -> dict[str, object]:
    return {"answer": Participation.Answer.ASKED, "answered_on": None, "reason": "", "asked_on": on}


def _refuse_twice(project: Project, institution: Institution, role: str, field: str) -> None:
    if Participation.objects.filter(project=project, institution=institution, role=role).exists():
        raise ValidationError(
            {field: _("This institution is asked in this role already; its answer stands on the page.")}
        )

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Act
from legislation.rules.celex import KINDS, Celex
from legislation.services.codes import next_codes


def create_act(*, kind: str, title: str, by: User | None, on: date, **fields: Any) -> Act:
    """A law or an EU act on record. Only adds: there is no version to name.

    A corrigendum is tied to the act its CELEX number corrects, and an act to the corrigenda that came before it.
    """
    act = Act(kind=kind, title=title, **fields)
    act.code = "-"  # so that the rest is checked before a number is spent
    _read_number(act)
    act.full_clean()
    act.code = next_codes("act_code", on)[0]
    with acting(by=by, verb="put the act on record"):
        act.save()
        _gather_corrigenda(act)
    return act


def edit_act(act: Act, version: int, *, by: User | None, **changes: Any) -> Act:
    """Other words, numbers, status or dates. A deadline that is given settles one that was only proposed.

    Raises Conflict when somebody saved in between.
    """
    if changes.get("transposition_due_on"):
        changes["proposed_due_on"] = None
    for name, value in changes.items():
        setattr(act, name, value)
    if "celex" in changes:
        act.corrects = None
    _read_number(act)
    act.full_clean()
    if "celex" in changes:
        changes |= {"celex": act.celex, "corrects": act.corrects}
    with acting(by=by, verb="edited the act"):
        written = update_if_current(act, version, **changes)
        _gather_corrigenda(written)
    return written


def _read_number(act: Act) -> None:
    """Raises ValidationError where the CELEX number and the kind of the act do not agree."""
    act.clean()
    read = act.read_celex
    if read is None:
        return
    if not act.is_eu:
        raise ValidationError({"celex": _("A national act has no CELEX number.")})
    if act.kind != read.kind and read.kind in KINDS.values() and read.text[0] == "3":
        label = str(Act.Kind(read.kind).label)
        raise ValidationError({"kind": _("By its CELEX number this act is: %(kind)s.") % {"kind": label}})
    if read.is_corrigendum:
        act.corrects = _corrected(act, read)


def _corrected(act: Act, read: Celex) -> Act | None:
    basis = Act.objects.filter(celex=read.basis).exclude(pk=act.pk).first()
    if act.corrects_id and act.corrects != basis:
        raise ValidationError(
            {"corrects": _("By its CELEX number it corrects %(celex)s.") % {"celex": read.basis}},
        )
    return basis


def _gather_corrigenda(act: Act) -> None:
    """Those that came on record before the act they correct."""
    if act.celex and not act.corrects_id:
        Act.objects.corrigenda_of(act.celex).filter(corrects__isnull=True).update(corrects=act)


def propose_deadline(act: Act, version: int, *, due_on: date, words: str, by: User | None) -> Act:
    """A transposition deadline as somebody or something read it in prose: it counts only once a person has confirmed it.

    Raises Conflict when somebody saved in between.
    """
    _refuse_untransposed(act)
    if act.transposition_due_on:
        raise ValidationError(_("The deadline of this act has been confirmed."))
    if not words.strip():
        raise ValidationError({"words": _("Give the text in which the deadline was read.")})
    with acting(by=by, verb="proposed a transposition deadline"):
        return update_if_current(act, version, proposed_due_on=due_on, transposition_words=words)


def confirm_deadline(act: Act, version: int, *, due_on: date, by: User | None) -> Act:
    """The deadline as the text says it, proposed or corrected. Raises Conflict when somebody saved in between."""
    _refuse_untransposed(act)
    verb = "confirmed the transposition deadline"
    if act.proposed_due_on and due_on != act.proposed_due_on:
        verb = "corrected the proposed transposition deadline"
    with acting(by=by, verb=verb):
        return update_if_current(act, version, transposition_due_on=due_on, proposed_due_on=None)


def reject_deadline(act: Act, version: int, *, reason: str, by: User | None) -> Act:
    """The proposed day is no transposition deadline; its prose stays. Raises Conflict when somebody saved in between."""
    if act.proposed_due_on is None:
        raise ValidationError(_("No deadline is proposed for this act."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason stands in the history.")})
    with acting(by=by, verb="rejected the proposed transposition deadline", reason=reason):
        return update_if_current(act, version, proposed_due_on=None)


def _refuse_untransposed(act: Act) -> None:
    if not act.is_eu:
        raise ValidationError(_("Only EU acts are transposed."))

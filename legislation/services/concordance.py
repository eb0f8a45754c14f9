"""Lines of concordance tables: an EU provision, its level, its place in national law, what completes it when."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import FIRST_DAY, LAST_DAY
from core.versions import update_if_current
from exchange.book import Book
from history.tracking import acting
from legislation.models import Act, Concordance
from legislation.rules.levels import TRANSPOSED


def add_line(act: Act, *, provision: str, by: User | None, position: int | None = None, **fields: Any) -> Concordance:
    """A line at its place, else at the end of the table. Only adds: there is no version to name."""
    refuse_national(act)
    place = next_position(act) if position is None else position
    line = Concordance(act=act, position=place, provision=provision.strip(), **fields)
    _refuse_unsound(line)
    with acting(by=by, verb="added a line to the concordance table"):
        line.save()
    return line


def edit_line(line: Concordance, version: int, *, by: User | None, **changes: Any) -> Concordance:
    """Other words, another place or another completion. Raises Conflict when somebody saved in between."""
    return _written(line, version, changes, by, "edited a line of the concordance table")


def compare(
    line: Concordance,
    version: int,
    *,
    level: str,
    by: User | None,
    law: Act | None = None,
    national_provision: str = "",
) -> Concordance:
    """At which level the provision is transposed, and where. Raises Conflict when somebody saved in between."""
    if not level:
        raise ValidationError({"level": _("Choose the level.")})
    changes = {"level": level, "law": law, "national_provision": national_provision}
    return _written(line, version, changes, by, "compared a provision with national law")


def remove_line(line: Concordance, version: int, *, by: User | None) -> None:
    """History keeps it. Raises Conflict when somebody saved in between."""
    with acting(by=by, verb="removed a line of the concordance table"):
        update_if_current(line, version).delete()


def write_lines(book: Book, *, by: User | None) -> None:
    """New and changed lines of a file that was checked, all or none."""
    with acting(by=by, verb="took over a concordance table from a file"):
        book.save((Concordance,))


def refuse_national(act: Act) -> None:
    if not act.is_eu:
        raise ValidationError(_("Only EU acts have a concordance table. Open that of the EU act it transposes."))


def faults_of(line: Concordance) -> dict[str, str]:
    """What its own values contradict, by field, with how to mend it."""
    faults: dict[str, str] = {}
    if line.level in TRANSPOSED and line.law is None:
        faults["law"] = _("Say in which national act it is transposed, or choose another level.")
    if line.level in TRANSPOSED and not line.national_provision.strip():
        faults["national_provision"] = _("Say in which provision of the national act, or choose another level.")
    for name in ("law", "completed_by"):
        act = getattr(line, name)
        if act is not None and act.is_eu:
            faults[name] = _("This is an EU act. Name the national act.")
    if line.completed_on and not FIRST_DAY <= line.completed_on <= LAST_DAY:
        faults["completed_on"] = _("Choose a day between 1900 and 2199.")
    return faults


def next_position(act: Act) -> int:
    last = Concordance.objects.of_act(act).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _written(line: Concordance, version: int, changes: dict[str, Any], by: User | None, verb: str) -> Concordance:
    for name, value in changes.items():
        setattr(line, name, value)
    _refuse_unsound(line)
    with acting(by=by, verb=verb):
        return update_if_current(line, version, **changes)


def _refuse_unsound(line: Concordance) -> None:
    """Raises ValidationError at the fields at fault."""
    faults = faults_of(line)
    if faults:
        raise ValidationError({name: [reason] for name, reason in faults.items()})
    twins = Concordance.objects.of_act(line.act).exclude(pk=line.pk)
    if twins.filter(provision=line.provision, law=line.law, national_provision=line.national_provision).exists():
        raise ValidationError(
            {
                "provision": _(
                    "The table has a line of this provision with this place in national law. "
                    "Change that one, or give another national provision."
                )
            }
        )
    line.full_clean()

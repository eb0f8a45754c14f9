"""A course in one sentence."""

from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.figures import day_text, value_text
from strategy.rules.course import Aim, Course, State

HALF = 50


def finding(course: Course, aim: Aim, unit: str) -> str:
    """Such as "On course: 62 % of the way with half the time gone"."""
    match course.state:
        case State.NO_TARGET:
            return _no_target(course, aim, unit)
        case State.NO_READING:
            return _("Not read yet: nobody can say how far it is") + _since(course.silent_since)
        case State.REACHED:
            return _("Reached: %(value)s on %(day)s, the target is %(target)s") % _said(course, aim, unit)
        case State.MISSED:
            return _missed(course, aim, unit) + _since(course.silent_since)
        case State.ON_COURSE:
            return _("On course: %(way)s with %(time)s") % _share(course) + _since(course.silent_since)
    return _("Behind: %(way)s with %(time)s") % _share(course) + _since(course.silent_since)


def _no_target(course: Course, aim: Aim, unit: str) -> str:
    if course.last is None:
        return _("No target is set, and nothing was read yet")
    said = {"value": value_text(course.last.value, unit), "day": day_text(course.last.on)}
    if aim.target is not None:
        return _("%(value)s on %(day)s: without a baseline nobody can say how far it is on its way") % said
    return _("%(value)s on %(day)s: no target is set") % said


def _missed(course: Course, aim: Aim, unit: str) -> str:
    if course.way is None:
        return _("Target missed: %(value)s on %(day)s instead of %(target)s") % _said(course, aim, unit)
    return _("Target missed: %(way)s when the time was over") % _share(course)


def _said(course: Course, aim: Aim, unit: str) -> dict[str, str]:
    assert course.last is not None
    assert aim.target is not None
    return {
        "value": value_text(course.last.value, unit),
        "day": day_text(course.last.on),
        "target": value_text(aim.target.value, unit),
    }


def _share(course: Course) -> dict[str, str]:
    return {"way": _way(course.way), "time": _time(course.time or Decimal(0))}


def _way(way: Decimal | None) -> str:
    """Cut, never rounded up: 99.7 % of the way is not there yet."""
    if way is None:
        return _("worse than what was to be kept")
    if way < 0:
        return _("further from the target than at the start")
    if way == 0:
        return _("no step nearer to the target")
    return _("%(percent)s\u00a0%% of the way") % {"percent": (way * 100).to_integral_value(ROUND_FLOOR)}


def _time(time: Decimal) -> str:
    percent = int((time * 100).to_integral_value(ROUND_HALF_UP))
    if percent == HALF:
        return _("half the time gone")
    return _("%(percent)s\u00a0%% of the time gone") % {"percent": percent}


def _since(due_on: date | None) -> str:
    return _("; a reading is missing since %(day)s") % {"day": day_text(due_on)} if due_on else ""

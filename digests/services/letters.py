"""What a digest says, written just before it is sent: only what is still owed, and only what its reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import working_days_between
from core.figures import day_text
from core.questions import Due, Ending
from digests.services.gathering import Batch, Changed, gather
from digests.services.moulds import moulds
from digests.services.reasons import Reason
from digests.services.turns import held_until, zone_of
from digests.services.unsubscribing import unsubscribe_url
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Mail, Preference

KIND = "digest"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One duty, record or round: a link to where one acts, why it is in, by when. ``on_behalf`` names institution and post
    where it could be unclear."""

    title: str
    url: str
    why: str
    reason: str
    by: str = ""
    on_behalf: str = ""


class Both(NamedTuple):
    """The same, said twice."""

    html: str
    text: str


class Drawn:
    """What all mails of one batch in one language have in common: moulds, the day, lines that several readers get."""

    def __init__(self, on: date) -> None:
        self.html, self.text = moulds("html"), moulds("txt")
        self.today = formats.date_format(on, "l j F Y")
        self.date = formats.date_format(on, "j F Y")
        self.settings_url = settings.SITE_URL + reverse("digests:notifications")
        self.lines: dict[tuple[str, Reason | None, str], Both] = {}
        self.groups: dict[date, str] = {}

    def line(self, line: Line) -> Both:
        values = {name: getattr(line, name) for name in Line.__slots__}
        return Both(self.html.line(values), self.text.line(values))

    def group(self, heading: str, lines: Iterable[Both]) -> Both:
        found, named = list(lines), {"group": heading}
        return Both(
            self.html.group.fill(named, "".join(line.html for line in found)),
            self.text.group.fill(named, "".join(line.text for line in found)),
        )


@outbox.letters.answer
def digest_letters(mails: Sequence[Mail], now: datetime) -> Iterable[outbox.Letter | outbox.Held]:
    """Digests that still have news; one whose news was answered meanwhile has no letter. A retry waits for its reader's hours."""
    digests = [mail for mail in mails if mail.kind == KIND and mail.recipient.is_active]
    if not digests:
        return
    country, own = Country.objects.current(), _preferences(digests)
    held = {mail.pk: until for mail in digests if (until := _held_until(mail, country, own, now))}
    yield from (outbox.Held(pk, until) for pk, until in held.items())
    to_write = [mail for mail in digests if mail.pk not in held]
    for (language, on), group in _by_language_and_day(to_write, country, own, now).items():
        with translation.override(language):
            batch, drawn = gather(group, country, on, own), Drawn(on)
            for mail in group:
                letter = _letter(mail, batch, drawn)
                if letter:
                    yield letter


def _held_until(mail: Mail, country: Country, own: Mapping[int, Preference], now: datetime) -> datetime | None:
    preference = own.get(mail.recipient_id) or Preference()
    return held_until(preference, country, now, written_at=mail.written_at, was_tried=bool(mail.words))


def _preferences(digests: Iterable[Mail]) -> dict[int, Preference]:
    found = Preference.objects.filter(person__in=[mail.recipient_id for mail in digests])
    return {each.person_id: each for each in found}


def _by_language_and_day(
    digests: Iterable[Mail], country: Country, own: Mapping[int, Preference], now: datetime
) -> dict[tuple[str, date], list[Mail]]:
    """What readers of one language and one date have in common is asked once."""
    groups: dict[tuple[str, date], list[Mail]] = defaultdict(list)
    usual = Preference()
    for mail in digests:
        zone = zone_of(own.get(mail.recipient_id, usual), country)
        groups[mail.recipient.language or settings.LANGUAGE_CODE, now.astimezone(zone).date()].append(mail)
    return groups


def _letter(mail: Mail, batch: Batch, drawn: Drawn) -> outbox.Letter | None:
    dues, told = batch.dues_of(mail.recipient), batch.told.get(mail.pk, {})
    changed, ended = batch.changed_of(mail), batch.ended_of(mail)
    if not changed and not ended and not any(_is_news(due, told) for due in dues):
        return None
    posts = batch.posts_of(mail.recipient)
    heading = _heading(dues, len(ended), len(changed), batch.on)
    unsubscribe = unsubscribe_url(mail.recipient_id)
    about = {
        "heading": heading,
        "day": ", ".join([drawn.today, *(posts.values() if len(posts) == 1 else ())]),
        "country": batch.country.name,
        "posts": "; ".join(posts.values()),
        "home": settings.SITE_URL + "/",
        "settings": drawn.settings_url,
        "unsubscribe": unsubscribe,
    }
    groups = [
        *_groups(dues, told, posts, batch, drawn),
        *_endings(ended, posts, drawn),
        *_changes(changed, batch.country, drawn),
    ]
    return outbox.Letter(
        mail_id=mail.pk,
        address=mail.recipient.email,
        subject=f"{heading} ({drawn.date})",
        text=drawn.text.frames[bool(posts)].fill(about, "".join(group.text for group in groups)),
        html=drawn.html.frames[bool(posts)].fill(about, "".join(group.html for group in groups)),
        unsubscribe_url=unsubscribe,
    )


def _is_news(due: Due, told: Mapping[str, Reason]) -> bool:
    """Once the form was saved no reminder comes by itself; one by hand does."""
    return due.key in told and (not due.is_begun or told[due.key] is Reason.NUDGE)


def _heading(dues: Sequence[Due], ended: int, changed: int, on: date) -> str:
    over = ngettext("%(number)s round that asked you is over", "%(number)s rounds that asked you are over", ended)
    told = ngettext("%(number)s record you follow has changed", "%(number)s records you follow have changed", changed)
    said = [
        _asked_heading(dues, on) if dues else "",
        over % {"number": ended} if ended else "",
        told % {"number": changed} if changed else "",
    ]
    return "; ".join(filter(None, said))


def _asked_heading(dues: Sequence[Due], on: date) -> str:
    asked = ngettext("%(number)s thing is asked of you", "%(number)s things are asked of you", len(dues)) % {
        "number": len(dues)
    }
    overdue = sum(due.due_on < on for due in dues)
    if not overdue:
        return asked
    return _("%(asked)s, %(number)s overdue") % {"asked": asked, "number": overdue}


def _groups(
    dues: Sequence[Due], told: Mapping[str, Reason], posts: Mapping[int, str], batch: Batch, drawn: Drawn
) -> list[Both]:
    groups: dict[str, list[Both]] = defaultdict(list)
    for due in dues:
        on_behalf = posts.get(due.institution_id or 0, "") if len(posts) > 1 else ""
        key = due.key, told.get(due.key), on_behalf
        if key not in drawn.lines:
            drawn.lines[key] = drawn.line(_line(due, told.get(due.key), on_behalf, batch))
        if due.due_on not in drawn.groups:
            drawn.groups[due.due_on] = _group_of(due, batch.on)
        groups[drawn.groups[due.due_on]].append(drawn.lines[key])
    return [drawn.group(heading, lines) for heading, lines in groups.items()]


def _endings(ended: Sequence[Ending], posts: Mapping[int, str], drawn: Drawn) -> list[Both]:
    if not ended:
        return []
    why = _("You get this once, because the institution was asked; it ended on %(day)s.")
    lines = [
        drawn.line(
            Line(
                title=each.title,
                url=settings.SITE_URL + each.path,
                why=" ".join(each.why.split()),
                reason=why % {"day": day_text(each.on)},
                on_behalf=posts.get(each.institution_id, "") if len(posts) > 1 else "",
            )
        )
        for each in ended
    ]
    return [drawn.group(_("What has ended"), lines)]


def _changes(changed: Sequence[Changed], country: Country, drawn: Drawn) -> list[Both]:
    if not changed:
        return []
    why = _("You follow it; this happened since %(day)s.")
    lines = [
        drawn.line(
            Line(
                title=each.title,
                url=settings.SITE_URL + each.path,
                why=each.words.rstrip(".") + ".",
                reason=why % {"day": day_text(country.local_time(each.window[0]).date())},
            )
        )
        for each in changed
    ]
    return [drawn.group(_("What you follow"), lines)]


def _group_of(due: Due, on: date) -> str:
    days = (due.due_on - on).days
    if days < 0:
        return _("Overdue")
    return _("Due within seven days") if days < SOON_DAYS else _("Due later")


def _line(due: Due, reason: Reason | None, on_behalf: str, batch: Batch) -> Line:
    return Line(
        title=due.title,
        url=settings.SITE_URL + due.path,
        why=" ".join(due.why.split()),
        reason=_reason(due, reason, batch),
        by=_by(due, batch.on),
        on_behalf=on_behalf,
    )


def _reason(due: Due, reason: Reason | None, batch: Batch) -> str:
    """Why the line is in this mail."""
    if reason == Reason.NUDGE:
        return _("Reminder: the office asked for it once more.")
    if reason is None or due.is_begun:
        return _("Still open, asked on %(day)s.") % {"day": day_text(due.asked_on)}
    if reason == Reason.ASKED:
        return _("New, asked on %(day)s.") % {"day": day_text(due.asked_on)}
    if due.due_on < batch.on:
        return _("Reminder: the date has passed.")
    if reason == Reason.HALF_TIME:
        return _("Reminder: half of the time has passed.")
    left = working_days_between(batch.on, due.due_on, batch.country.is_holiday)
    if not left:
        return _("Reminder: due today.")
    return ngettext("Reminder: %(days)s working day is left.", "Reminder: %(days)s working days are left.", left) % {
        "days": left
    }


def _by(due: Due, on: date) -> str:
    late = (on - due.due_on).days
    if late > 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
    return _("today") if late == 0 else formats.date_format(due.due_on, "D j M")

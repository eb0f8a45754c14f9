"""What a digest says, written just before it is sent: only what is still owed, and only what its reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import working_days_between
from core.figures import day_text
from core.questions import Due
from digests.services.gathering import Batch, Changed, gather
from digests.services.inlining import inlined
from digests.services.reasons import Reason
from digests.services.turns import zone_of
from digests.services.unsubscribing import unsubscribe_url
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Mail, Preference

KIND = "digest"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One duty: a link to where one acts, why it is in, by when. ``on_behalf`` names institution and post where it could be unclear."""

    title: str
    url: str
    why: str
    reason: str
    by: str
    on_behalf: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    lines: Sequence[Line]


@outbox.letters.answer
def digest_letters(mails: Sequence[Mail], now: datetime) -> Iterable[outbox.Letter]:
    """Digests that still have news; one whose news was answered meanwhile has no letter."""
    digests = [mail for mail in mails if mail.kind == KIND and mail.recipient.is_active]
    if not digests:
        return
    country, own = Country.objects.current(), _preferences(digests)
    for (language, on), group in _by_language_and_day(digests, country, own, now).items():
        with translation.override(language):
            batch = gather(group, country, on, own)
            for mail in group:
                letter = _letter(mail, batch)
                if letter:
                    yield letter


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


def _letter(mail: Mail, batch: Batch) -> outbox.Letter | None:
    dues, told, changed = batch.dues_of(mail.recipient), batch.told.get(mail.pk, {}), batch.changed_of(mail)
    if not changed and not any(_is_news(due, told) for due in dues):
        return None
    posts = batch.posts_of(mail.recipient)
    heading = _heading(dues, len(changed), batch.on)
    about = {
        "heading": heading,
        "day": _day_line(batch.on, posts),
        "country": batch.country.name,
        "posts": list(posts.values()),
        "groups": [*_groups(dues, told, posts, batch), *_changes(changed, batch.country)],
        "home": settings.SITE_URL + "/",
        "settings": settings.SITE_URL + reverse("digests:notifications"),
        "unsubscribe": unsubscribe_url(mail.recipient_id),
    }
    return outbox.Letter(
        mail_id=mail.pk,
        address=mail.recipient.email,
        subject=f"{heading} ({formats.date_format(batch.on, 'j F Y')})",
        text=render_to_string("digests/digest.txt", about),
        html=inlined(render_to_string("digests/digest.html", about)),
        unsubscribe_url=about["unsubscribe"],
    )


def _is_news(due: Due, told: Mapping[str, Reason]) -> bool:
    """Once the form was saved no reminder comes by itself; one by hand does."""
    return due.key in told and (not due.is_begun or told[due.key] is Reason.NUDGE)


def _day_line(on: date, posts: Mapping[int, str]) -> str:
    """The date and, of somebody who holds one post, which: several stand at the foot."""
    return ", ".join([formats.date_format(on, "l j F Y"), *(posts.values() if len(posts) == 1 else ())])


def _heading(dues: Sequence[Due], changed: int, on: date) -> str:
    told = ngettext(
        "%(number)s record you follow has changed", "%(number)s records you follow have changed", changed
    ) % {"number": changed}
    if not dues:
        return told
    asked = _asked_heading(dues, on)
    return _("%(asked)s; %(told)s") % {"asked": asked, "told": told} if changed else asked


def _asked_heading(dues: Sequence[Due], on: date) -> str:
    asked = ngettext("%(number)s thing is asked of you", "%(number)s things are asked of you", len(dues)) % {
        "number": len(dues)
    }
    overdue = sum(due.due_on < on for due in dues)
    if not overdue:
        return asked
    return _("%(asked)s, %(number)s overdue") % {"asked": asked, "number": overdue}


def _groups(dues: Sequence[Due], told: Mapping[str, Reason], posts: Mapping[int, str], batch: Batch) -> list[Group]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for due in dues:
        groups[_group_of(due, batch.on)].append(_line(due, told.get(due.key), posts, batch))
    return [Group(heading, lines) for heading, lines in groups.items()]


def _changes(changed: Sequence[Changed], country: Country) -> list[Group]:
    if not changed:
        return []
    why = _("You follow it; this happened since %(day)s.")
    lines = [
        Line(
            title=each.title,
            url=settings.SITE_URL + each.path,
            why=each.words.rstrip(".") + ".",
            reason=why % {"day": day_text(country.local_time(each.window[0]).date())},
            by="",
            on_behalf="",
        )
        for each in changed
    ]
    return [Group(_("What you follow"), lines)]


def _group_of(due: Due, on: date) -> str:
    days = (due.due_on - on).days
    if days < 0:
        return _("Overdue")
    return _("Due within seven days") if days < SOON_DAYS else _("Due later")


def _line(due: Due, reason: Reason | None, posts: Mapping[int, str], batch: Batch) -> Line:
    return Line(
        title=due.title,
        url=settings.SITE_URL + due.path,
        why=" ".join(due.why.split()),
        reason=_reason(due, reason, batch),
        by=_by(due, batch.on),
        on_behalf=posts.get(due.institution_id or 0, "") if len(posts) > 1 else "",
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

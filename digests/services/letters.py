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

from accounts.models import User
from core import questions
from core.access import Access, access_of
from core.dates import working_days_between
from core.figures import day_text
from core.questions import Asked, Due, Scope
from digests.services.inlining import inlined
from digests.services.reasons import Reason
from digests.services.turns import zone_of
from digests.services.unsubscribing import unsubscribe_url
from ministries.models import Country, Institution
from outbox import services as outbox
from outbox.models import Mail, Preference, Told

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


@dataclass(frozen=True, slots=True)
class Day:
    """What all digests of one batch in one language share."""

    on: date
    country: Country
    asked: Mapping[int, Sequence[Asked]]
    names: Mapping[int, str]
    dues: dict[tuple[Access, frozenset[int]], list[Due]]

    def dues_of(self, reader: User) -> list[Due]:
        """What is owed by this reader and visible to them, soonest first; asked once for each distinct access."""
        access = access_of(reader, on=self.on)
        ids = frozenset(asked.institution_id for asked in self.asked.get(reader.pk, ()))
        if not ids:
            return []
        if (access, ids) not in self.dues:
            found = questions.due(Scope(on=self.on, access=access, institution_ids=ids))
            self.dues[access, ids] = sorted(
                (due for due in found if due.asked_on <= self.on), key=lambda due: (due.due_on, due.title, due.key)
            )
        return self.dues[access, ids]

    def posts_of(self, reader: User) -> dict[int, str]:
        """Institution to "Ministry of Finance: CIO"."""
        return {
            asked.institution_id: f"{self.names[asked.institution_id]}: {asked.post}"
            for asked in self.asked.get(reader.pk, ())
        }


@outbox.letters.answer
def digest_letters(mails: Sequence[Mail], now: datetime) -> Iterable[outbox.Letter]:
    """Digests that still have news; one whose news was answered meanwhile has no letter."""
    digests = [mail for mail in mails if mail.kind == KIND and mail.recipient.is_active]
    if not digests:
        return
    country, told = Country.objects.current(), _told(digests)
    for (language, on), group in _by_language_and_day(digests, country, now).items():
        with translation.override(language):
            day = _day(country, on, [mail.recipient for mail in group])
            for mail in group:
                letter = _letter(mail, told.get(mail.pk, {}), day)
                if letter:
                    yield letter


def _by_language_and_day(
    digests: Sequence[Mail], country: Country, now: datetime
) -> dict[tuple[str, date], list[Mail]]:
    """What readers of one language and one date have in common is asked once."""
    own = {
        each.person_id: each for each in Preference.objects.filter(person__in=[mail.recipient_id for mail in digests])
    }
    groups: dict[tuple[str, date], list[Mail]] = defaultdict(list)
    for mail in digests:
        zone = zone_of(own.get(mail.recipient_id, Preference()), country)
        groups[mail.recipient.language or settings.LANGUAGE_CODE, now.astimezone(zone).date()].append(mail)
    return groups


def _told(mails: Iterable[Mail]) -> dict[int, dict[str, Reason]]:
    """Mail to what was news in it: due key to the newest reason."""
    order = list(Reason)
    told: dict[int, dict[str, Reason]] = defaultdict(dict)
    for row in Told.objects.filter(mail__in=[mail.pk for mail in mails]):
        known, reason = told[row.mail_id].get(row.key), Reason.of(row.reason)
        if known is None or order.index(reason) > order.index(known):
            told[row.mail_id][row.key] = reason
    return told


def _day(country: Country, on: date, readers: Iterable[User]) -> Day:
    reader_ids = {reader.pk: access_of(reader, on=on).institution_ids for reader in readers}
    institution_ids = frozenset().union(*reader_ids.values())
    asked: dict[int, list[Asked]] = defaultdict(list)
    for post in questions.asked(institution_ids, on):
        if post.institution_id in reader_ids.get(post.person_id, frozenset()):
            asked[post.person_id].append(post)
    names = dict(Institution.objects.filter(pk__in=institution_ids).values_list("pk", "name"))
    return Day(on, country, asked, names, {})


def _letter(mail: Mail, told: Mapping[str, Reason], day: Day) -> outbox.Letter | None:
    dues = day.dues_of(mail.recipient)
    if not any(_is_news(due, told) for due in dues):
        return None
    posts = day.posts_of(mail.recipient)
    heading = _heading(dues, day.on)
    about = {
        "heading": heading,
        "day": _day_line(day.on, posts),
        "country": day.country.name,
        "posts": list(posts.values()),
        "groups": _groups(dues, told, posts, day),
        "home": settings.SITE_URL + "/",
        "settings": settings.SITE_URL + reverse("digests:notifications"),
        "unsubscribe": unsubscribe_url(mail.recipient_id),
    }
    return outbox.Letter(
        mail_id=mail.pk,
        address=mail.recipient.email,
        subject=f"{heading} ({formats.date_format(day.on, 'j F Y')})",
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


def _heading(dues: Sequence[Due], on: date) -> str:
    asked = ngettext("%(number)s thing is asked of you", "%(number)s things are asked of you", len(dues)) % {
        "number": len(dues)
    }
    overdue = sum(due.due_on < on for due in dues)
    if not overdue:
        return asked
    return _("%(asked)s, %(number)s overdue") % {"asked": asked, "number": overdue}


def _groups(dues: Sequence[Due], told: Mapping[str, Reason], posts: Mapping[int, str], day: Day) -> list[Group]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for due in dues:
        groups[_group_of(due, day.on)].append(_line(due, told.get(due.key), posts, day))
    return [Group(heading, lines) for heading, lines in groups.items()]


def _group_of(due: Due, on: date) -> str:
    days = (due.due_on - on).days
    if days < 0:
        return _("Overdue")
    return _("Due within seven days") if days < SOON_DAYS else _("Due later")


def _line(due: Due, reason: Reason | None, posts: Mapping[int, str], day: Day) -> Line:
    return Line(
        title=due.title,
        url=settings.SITE_URL + due.path,
        why=" ".join(due.why.split()),
        reason=_reason(due, reason, day),
        by=_by(due, day.on),
        on_behalf=posts.get(due.institution_id or 0, "") if len(posts) > 1 else "",
    )


def _reason(due: Due, reason: Reason | None, day: Day) -> str:
    """Why the line is in this mail."""
    if reason == Reason.NUDGE:
        return _("Reminder: the office asked for it once more.")
    if reason is None or due.is_begun:
        return _("Still open, asked on %(day)s.") % {"day": day_text(due.asked_on)}
    if reason == Reason.ASKED:
        return _("New, asked on %(day)s.") % {"day": day_text(due.asked_on)}
    if due.due_on < day.on:
        return _("Reminder: the date has passed.")
    if reason == Reason.HALF_TIME:
        return _("Reminder: half of the time has passed.")
    left = working_days_between(day.on, due.due_on, day.country.is_holiday)
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

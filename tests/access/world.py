"""One small government behind every address: what is Finance's, what is Health's, what is restricted to Health.

``OBJECTS`` below names, for the address in front of a parameter ("projects/" in ``projects/<code>/``), the object that is
Finance's (own), Health's (foreign) and, where there is such a thing, restricted to Health. A new parameter needs one line.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.utils import timezone

from accounts.models import User
from accounts.services import make_key
from core.access import today
from core.scopes import TokenScope
from demo.cast import SEATS
from demo.models import Letter
from desk.services import make_feed
from digests.services.unsubscribing import unsubscribe_url
from exchange.services import note_answers, start_run
from ministries.models import Appointment, Country, Mandate
from ministries.services import (
    appoint,
    create_function,
    create_institution,
    give_mandate,
    record_rate,
    set_up_country,
    settle,
)
from outbox.models import Heartbeat, Mail
from outbox.services import NewMail, write
from projects.models import Participation, Report, Snapshot
from projects.services import (
    approve_baseline,
    assess,
    close_round,
    create_project,
    escalate_risk,
    invite,
    need_from,
    open_round,
    plan_milestone,
    raise_risk,
    record_funding,
    save_draft,
    set_thresholds,
    state_outcome,
)
from strategy.services import add_objective, add_reading, create_strategy, define_indicator, name_country
from tests.access.laws import laws, objects_of_laws
from tests.access.routes import API
from tests.conftest import LONG_AGO, PASSWORD, person

SHEET = b"Project name;Ministry;Confidence rating\nLand register online;Justice;Amber/Red\n"
COLUMNS = {"columns": {"Project name": "title"}, "ignored": ["Ministry", "Confidence rating"]}
DRAFTED = "Halcyonite"  # a word in a draft that Finance has not signed
NUMBER, NAME = 2_147_480_000, "nobody-0000"  # what does not exist


@dataclass
class World:
    people: dict[str, User | None]
    keys: dict[str, str]
    objects: dict[str, SimpleNamespace]
    parts: SimpleNamespace = field(default_factory=SimpleNamespace)

    def values(self, whose: str) -> dict[str, object]:
        """The objects of "own", "foreign", "restricted" or "missing" by the address in front of them."""
        if whose == "missing":
            found = {before: _missing(each.own) for before, each in self.objects.items()}
        else:
            found = {before: getattr(each, whose, each.own) for before, each in self.objects.items()}
        return {API + before: value for before, value in found.items()} | found

    def has(self, parameters: tuple[str, ...], whose: str) -> bool:
        """Whether there is an object of its own kind for ``whose`` behind one of these parameters."""
        found = [self.objects.get(before) or self.objects[before.removeprefix(API)] for before in parameters]
        return any(hasattr(each, whose) for each in found)


def _missing(known: object) -> object:
    return NUMBER if isinstance(known, int) else NAME


def build() -> World:
    country = set_up_country(
        name="Republic of Velmar", office_name="Coordination Office", currency="EUR", languages=["en"],
        reporting_stages=["approved", "delivery", "closing"], on=today(),
    )  # fmt: skip
    Country.objects.filter(pk=country.pk).update(crest=b"\x89PNG", crest_digest="c0ffee")
    places = SimpleNamespace(
        **{
            code: create_institution(by=None, code=code, name=f"Ministry of {code.title()}", kind="ministry")
            for code in ("finance", "health", "interior")
        }
    )
    people = _people(places)
    parts = SimpleNamespace(country=country, **vars(places))
    _projects(parts, people)
    _mandates(parts, people["c"])
    _aims(parts, people["c"])
    laws(parts, people)
    return World(people, _keys(people), _objects(parts, people), parts)


def _people(places) -> dict[str, User | None]:
    """The cast by its letters, see ``tests/test_access.py``; x held a post at Finance until yesterday."""
    seat = SEATS[0]
    people = {
        "v": None,
        "x": person("Olen Fardis", "official"),
        "a": person("Tomas Reuel", "official", is_administrator=True),
        "f": person("Pavel Orsin", "official"),
        "d": person("Dana Kressel", "official"),
        "h": person("Lena Marwick", "official"),
        "m": person("Elena Mirova", "decision maker"),
        "u": person("Joren Valtieri", "auditor"),
        "c": User.objects.create_user(seat.email, PASSWORD, full_name=seat.name, kind="office"),
    }
    posts = Appointment.Post
    yesterday = today() - timedelta(days=1)
    appoint(people["x"], places.finance, posts.FOCAL_POINT, by=None, starts_on=LONG_AGO, ends_on=yesterday)
    appoint(people["f"], places.finance, posts.CIO, by=None, starts_on=LONG_AGO, instrument="Decree 12/2020")
    appoint(people["d"], places.finance, posts.DEPUTY, by=None, starts_on=LONG_AGO)
    appoint(people["h"], places.health, posts.CIO, by=None, starts_on=LONG_AGO, instrument="Decree 14/2020")
    return people


def _projects(parts, people) -> None:
    on, office = today(), people["c"]
    parts.own = project("Digital tax account", parts.finance, by=office, visibility="government")
    parts.foreign = project("Electronic prescription", parts.health, by=office, visibility="government")
    parts.restricted = project("Border screening", parts.health, by=office, visibility="restricted")
    parts.snapshot = _snapshot(office)
    parts.round = open_round(
        name="This month", starts_on=on - timedelta(days=20), ends_on=on, due_on=on + timedelta(days=7), by=office, on=on
    )  # fmt: skip
    for made in (parts.own, parts.foreign, parts.restricted):
        assess(made, parts.round, rating=3, basis="Read.", by=office, on=on)
    user = Participation.Role.USER
    ground = project("Register of addresses", parts.interior, by=office, visibility="public")
    for made in (parts.own, parts.foreign, parts.restricted):
        _weigh(made, ground, office)
    secret = project("Watch on the coast", parts.interior, by=office, visibility="restricted")
    parts.asked = SimpleNamespace(
        own=invite(parts.foreign, parts.finance, user, by=office, on=on),
        foreign=invite(parts.own, parts.health, user, by=office, on=on),
        restricted=invite(secret, parts.health, user, by=office, on=on),
    )
    parts.thresholds = set_thresholds(
        by=office, on=on, starts_on=on + timedelta(days=30), reason="Board of 3 November."
    )
    report = Report.objects.get(project=parts.own, round=parts.round)
    save_draft(report, report.version, draft={"why": [DRAFTED]}, by=people["f"], at=timezone.now())


def _snapshot(by: User) -> Snapshot:
    """Of a round in which nobody filed."""
    day = today() - timedelta(days=30)
    last = open_round(name="Last month", starts_on=day, ends_on=day, due_on=day, by=by, on=day)
    close_round(last, last.version, by=by, on=today())
    return Snapshot.objects.get()


def project(title: str, lead, *, by: User, visibility: str):
    """In delivery, with a baseline that ends in a year and one milestone to come."""
    on = today()
    made = create_project(
        title=title, lead=lead, by=by, on=on - timedelta(days=200), stage="delivery", visibility=visibility
    )
    approve_baseline(
        made, by=by, on=on - timedelta(days=200), starts_on=on - timedelta(days=365), ends_on=on + timedelta(days=365),
        cost=10_000_000,
    )  # fmt: skip
    later = on + timedelta(days=60)
    plan_milestone(made, title=f"{title}: first step", by=by, on=on, baseline_on=later, forecast_on=later)
    record_funding(made, year=on.year, by=by, on=on, planned=1_000_000)
    return made


def _weigh(made, ground, office: User) -> None:
    """An escalated risk, and something it waits for."""
    on = today()
    risk = raise_risk(
        made, kind="risk", title=f"{made.title}: late", effect="It starts late.", likelihood=3, impact=4, mitigation="Ask.",
        due_on=on + timedelta(days=30), by=office, on=on,
    )  # fmt: skip
    escalate_risk(risk, risk.version, why="Decide who pays.", by=office, on=on)
    need_from(made, ground, what="Addresses", needed_on=on + timedelta(days=90), by=office, on=on)


def _mandates(parts, office: User) -> None:
    """Both lead the same function, as a settlement says they may."""
    lead = Mandate.Role.LEAD
    parts.function = create_function(by=office, name="Electronic signatures", starts_on=LONG_AGO)
    parts.mandates = {
        whose: give_mandate(place, parts.function, lead, by=office, starts_on=LONG_AGO, basis="Decree 5/2020")
        for whose, place in (("own", parts.finance), ("foreign", parts.health))
    }
    parts.function.refresh_from_db()
    parts.settlement = settle(
        parts.function, parts.function.version, leads=[parts.finance, parts.health], others="", by=office,
        decided_on=today(), starts_on=today(), decision="Both lead.", source="Minutes 4/2026",
    )  # fmt: skip
    parts.rate = record_rate(by=office, currency="USD", on=today(), rate=Decimal("0.9"), source="Central bank")


def _aims(parts, office: User) -> None:
    """An objective each of Finance and Health, read by its lead; every project says what it changes for it."""
    on = today()
    parts.strategy = create_strategy(by=office, title="Digital Velmar", lead=parts.finance, starts_on=LONG_AGO)
    parts.aims = {}
    for whose, lead in (("own", parts.finance), ("foreign", parts.health)):
        objective = add_objective(parts.strategy, by=office, title=f"Less paper at {lead.name}", lead=lead)
        indicator = define_indicator(by=office, objective=objective, title=f"Online at {lead.name}", better="higher")
        add_reading(indicator, by=office, on=on, value=1, evidence="Table 3", recorded_for=lead, today=on)
        parts.aims[whose] = indicator
    for whose in ("own", "foreign", "restricted"):
        aim = parts.aims["own" if whose == "own" else "foreign"]
        state_outcome(getattr(parts, whose), by=office, statement=f"{whose}: less paper.", indicator=aim)


def _keys(people) -> dict[str, str]:
    """Keys of the CIO of Finance, one for each scope, and one with a scope that no route asks for."""
    keys = {scope: make_key(by=people["f"], name=scope, scopes=[scope])[1] for scope in TokenScope.values}
    useless, text = make_key(by=people["f"], name="Other", scopes=[TokenScope.PORTFOLIO_READ])
    type(useless).objects.filter(pk=useless.pk).update(scopes=["weather:read"])
    return keys | {"": text}


def _objects(parts, people) -> dict[str, SimpleNamespace]:
    """The address in front of a parameter: whose object stands behind it."""
    by_project = {whose: getattr(parts, whose) for whose in ("own", "foreign", "restricted")}
    run = _run(people["c"])
    mail = EmailAddress.objects.create(user=people["f"], email=people["f"].email, primary=True)
    return objects_of_laws(parts) | {
        "projects/": _each(by_project, lambda found: found.code),
        "projects/<code>/reports/": SimpleNamespace(own=parts.round.pk),
        "reports/": _each(by_project, lambda found: found.reports.get(round=parts.round).pk),
        "milestones/": _each(by_project, lambda found: found.milestones.get().pk),
        "baselines/": _each(by_project, lambda found: found.baselines.get().pk),
        "api/v1/participations/": _each(vars(parts.asked), lambda found: found.pk),
        "thresholds/": SimpleNamespace(own=parts.thresholds.pk),
        "fundings/": _each(by_project, lambda found: found.fundings.get().pk),
        "assessments/": _each(by_project, lambda found: found.assessments.get().pk),
        "invitations/": _each(vars(parts.asked), lambda found: found.pk),
        "risks/": _each(by_project, lambda found: found.risks.get().pk),
        "dependencies/": _each(by_project, lambda found: found.needs.get().pk),
        "participations/": SimpleNamespace(own=parts.asked.foreign.pk, foreign=parts.asked.own.pk),
        "rounds/": SimpleNamespace(own=parts.round.pk),
        "snapshots/": SimpleNamespace(own=parts.snapshot.number),
        "snapshots/<int:number>/correct/": _each(by_project, lambda found: found.code),
        "snapshot-rows/": _each(by_project, lambda found: found.snapshot_rows.get().pk),
        "institutions/": SimpleNamespace(own=parts.finance.code, foreign=parts.health.code),
        "appointments/": SimpleNamespace(own=_post(people["f"]), foreign=_post(people["h"])),
        "mandates/": SimpleNamespace(own=parts.function.code),
        "mandates/<slug:code>/": _each(parts.mandates, lambda found: found.pk),
        "api/v1/mandates/": _each(parts.mandates, lambda found: found.pk),
        "functions/": SimpleNamespace(own=parts.function.code),
        "settlements/": SimpleNamespace(own=parts.settlement.pk),
        "exchange-rates/": SimpleNamespace(own=parts.rate.pk),
        "strategies/": SimpleNamespace(own=parts.strategy.code),
        "objectives/": _each(parts.aims, lambda found: found.objective.code),
        "indicators/": _each(parts.aims, lambda found: found.code),
        "readings/": _each(parts.aims, lambda found: found.readings.get().pk),
        "index-countries/": SimpleNamespace(own=name_country("XVL", by=people["c"], name="Velmar").code),
        "strategy/papers/": SimpleNamespace(own=parts.strategy.code),
        "strategy/objectives/": _each(parts.aims, lambda found: found.objective.code),
        "strategy/indicators/": _each(parts.aims, lambda found: found.code),
        "strategy/readings/": _each(parts.aims, lambda found: found.readings.get().pk),
        "outcomes/": _each(by_project, lambda found: found.outcomes.get().pk),
        "settings/rates/": SimpleNamespace(own=parts.rate.pk),
        "settings/holidays/": SimpleNamespace(own=parts.country.holidays.create(on=today(), name="Harbour day").pk),
        "crest/": SimpleNamespace(own="c0ffee"),
        "accounts/": SimpleNamespace(own=people["d"].pk, foreign=people["h"].pk),
        "accounts/keys/": SimpleNamespace(own=_key(people["f"]), foreign=_key(people["h"])),
        "account/keys/": SimpleNamespace(own=_key(people["f"]), foreign=_key(people["h"])),
        "account/confirm-email/": SimpleNamespace(own=EmailConfirmationHMAC(mail).key),
        "account/password/reset/key/": SimpleNamespace(own=user_pk_to_url_str(people["d"])),
        "account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-": SimpleNamespace(
            own=default_token_generator.make_token(people["d"])
        ),
        "deliveries/": SimpleNamespace(own=_mail_in_doubt(people["f"])),
        "follow/": SimpleNamespace(own="projects.project"),
        "follow/<str:model>/": _each(by_project, lambda found: found.pk),
        "unfollow/": SimpleNamespace(own="projects.project"),
        "unfollow/<str:model>/": _each(by_project, lambda found: found.pk),
        "calendar/feed/": SimpleNamespace(own=_feed(people["f"]), foreign=_feed(people["h"])),
        "unsubscribe/": SimpleNamespace(own=unsubscribe_url(people["f"].pk).split("/")[-2]),
        "imports/": SimpleNamespace(own=run.pk),
        "imports/new/": SimpleNamespace(own="projects"),
        "demo/sign-in/": SimpleNamespace(own=SEATS[0].key),
        "demo/mailbox/": SimpleNamespace(own=_letter().pk),
    }


def _each(by_whose, value) -> SimpleNamespace:
    return SimpleNamespace(**{whose: value(found) for whose, found in by_whose.items()})


def _post(user: User) -> int:
    return user.appointments.get().pk


def _key(user: User) -> int:
    return make_key(by=user, name="Mine", scopes=[TokenScope.PORTFOLIO_READ])[0].pk


def _feed(user: User) -> str:
    return make_feed(by=user, covers="all", at=timezone.now())[1]


def _mail_in_doubt(reader: User) -> int:
    at, later = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(days=1)
    Heartbeat.objects.beat(asked_at=later, done_at=later)  # the background is well, however long the walk takes
    write("digest", "2026-03-02", [NewMail(reader.pk)], now=at)
    Mail.objects.filter(recipient=reader).update(state="unknown", handed_over_at=at, ended_at=at, address=reader.email)
    return Mail.objects.get(recipient=reader).pk


def _run(by: User):
    run = start_run(
        target="projects", file_name="sheet.csv", content=SHEET, profile_name="", options={"round": "2025"}, by=by,
        on=today(),
    )  # fmt: skip
    note_answers(run, run.version, COLUMNS, by=by)
    return run


def _letter() -> Letter:
    return Letter.objects.create(
        message_id="<1@velmar.example>", sender="office@velmar.example", recipients="pavel.orsin@velmar.example",
        subject="What is asked of you", text="A report.", html="<html><head></head><p>A report.</p></html>",
        received_at=timezone.now(),
    )  # fmt: skip

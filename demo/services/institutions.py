from datetime import datetime
from functools import partial

from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo.cast import PASSWORD
from demo.country import reading
from demo.country.days import HOLIDAYS, ZONE, moment
from demo.country.reading import InstitutionPlan, PersonPlan, PostPlan
from demo.services.loading import OFFICE, Loading
from history.tracking import acting
from ministries.models import Country, Holiday
from ministries.services import appoint, create_institution, set_up_country

FOUNDED = -36
OFFICE_FOUNDED = -30


def note_country(loading: Loading) -> None:
    """The country, its institutions, its people and their posts, each on its day."""
    at = moment(loading.calendar.on(FOUNDED), "country", hours=(8, 8))
    loading.diary.note(at, partial(_set_up, loading))
    for institution in reading.institutions():
        loading.diary.note(at, partial(_create_institution, loading, institution))
    password = make_password(PASSWORD)
    for person in reading.people():
        loading.diary.note(at, partial(_create_person, loading, person, password))
        for post in person.posts:
            on = loading.calendar.on(post.starts)
            loading.diary.note(moment(on, person.key, hours=(9, 9)), partial(_appoint, loading, person, post))


def _set_up(loading: Loading, at: datetime) -> None:
    country = set_up_country(
        on=at.date(),
        name="Republic of Velmar",
        office_name=OFFICE,
        office_address="4 Harbour Square, Solmark",
        languages=["en"],
        time_zone=ZONE.key,
        currency="EUR",
        rating_steps=Country.Steps.FIVE,
        reporting_stages=["approved", "delivery", "closing"],
        brand_colour="#24408e",
    )
    years = range(at.year, loading.calendar.today.year + 3)
    with acting(by=None, verb="set up the country"):
        Holiday.objects.bulk_create(
            Holiday(country=country, on=at.date().replace(year, month, day), name=name)
            for year in years
            for month, day, name in HOLIDAYS
        )


def _create_institution(loading: Loading, plan: InstitutionPlan, at: datetime) -> None:
    loading.institutions[plan.key] = create_institution(
        by=None,
        code=plan.key,
        name=plan.name,
        acronym=plan.acronym,
        kind=plan.kind,
        remit=plan.remit,
        parent=loading.institutions[plan.parent] if plan.parent else None,
    )


def _create_person(loading: Loading, plan: PersonPlan, password: str, at: datetime) -> None:
    """The hash of the demo's password is made once: hashing is slow on purpose."""
    person = User(
        email=plan.email,
        full_name=plan.name,
        kind=plan.kind,
        job_title=plan.job,
        is_administrator=plan.is_administrator,
        password=password,
    )
    with acting(by=None, verb="invited the person"):
        person.save()
    loading.people[plan.key] = person


def _appoint(loading: Loading, plan: PersonPlan, post: PostPlan, at: datetime) -> None:
    ends_on = None if post.ends is None else loading.calendar.on(post.ends)
    loading.appointments.append(
        appoint(
            loading.people[plan.key],
            loading.institutions[post.institution],
            post.post,
            by=loading.coordinator,
            starts_on=at.date(),
            ends_on=ends_on,
            instrument=post.instrument.format(year=at.year),
        )
    )

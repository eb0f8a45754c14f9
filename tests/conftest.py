"""The standing cast: two ministries, so that every test can ask "and not the other's?"."""

from collections.abc import Iterator
from datetime import date, timedelta

import pgtrigger
import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from whitenoise.base import WhiteNoise

from accounts.models import User
from core.access import today
from history.models import Mark, Write
from ministries.clock import forget_country_time
from ministries.models import Appointment, Country, Institution
from ministries.services import appoint, create_institution, set_up_country
from projects.models import Project, Report, Round
from projects.services import approve_baseline, create_project, open_round, plan_milestone
from tests import building
from tests.building import built_once, built_once_whenever
from tests.migrating import quick_migrations

PASSWORD = "a quiet harbour at dawn"
LONG_AGO = date(2020, 1, 1)

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis.register_profile("whatever the machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("whatever the machine")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> Iterator[None]:
    """Around the migrations, which make the database of the tests."""
    with quick_migrations():
        yield


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction for all tests of a file, which mark themselves ``django_db``: what module fixtures write into it each
    test finds as it was, and nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def taken_back_after_the_file(django_db_blocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        building.take_back()


@pytest.fixture
def before_the_transaction(request, django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        building.hold(request.node)
        forget_country_time()


@pytest.fixture
def _django_db_helper(before_the_transaction, _django_db_helper) -> None:
    """That of pytest-django, which begins the transaction of a test; first comes what the test finds."""


@pytest.fixture(scope="session", autouse=True)
def as_many_requests_as_one_likes() -> Iterator[None]:
    """Tests ask faster than any program; those about the limit set one."""
    with override_settings(API_REQUESTS_PER_MINUTE=0, API_WRONG_KEYS_PER_MINUTE=0):
        yield


@pytest.fixture(scope="session", autouse=True)
def country_time_outlasts_a_test() -> Iterator[None]:
    """Each test asks for it once: on a busy machine a minute may end between two counts of queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ministries.clock.SECONDS", 24 * 60 * 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Django empties every table after a test with transactions; what may never be emptied stands aside for that alone.

    TRUNCATE makes every table and index anew, which takes half a second; few tables have rows, and few rows. Deleting leaves
    notes of what was written, which stay, as after TRUNCATE, and marks, which go. What Django would make again, content types
    and permissions, stays.
    """
    execute = DatabaseOperations.execute_sql_flush
    notes, marks = Write._meta.db_table, Mark._meta.db_table
    not_now = {notes, marks, ContentType._meta.db_table, Permission._meta.db_table}

    def where_rows_are(self, style, tables, **options):
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
        with self.connection.cursor() as cursor:
            cursor.execute(asked)
            filled = [name for (name,) in cursor.fetchall() if name not in not_now]
        return [f"DELETE FROM {name}" for name in (notes, *filled, marks)]

    def unguarded(self, sql_list):
        with pgtrigger.ignore():
            execute(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", where_rows_are)
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **options: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """Every test client makes WhiteNoise walk through all built files; they stay the same for the run."""
    walk, listed = WhiteNoise.update_files_dictionary, {}

    def list_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in listed:
            walk(self, root, prefix)
            listed[root, prefix] = dict(self.files)
        self.files.update(listed[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", list_once)
        yield


@pytest.fixture
def arabic(settings) -> None:
    """A language from right to left, so that mirrored pages can be tried before it has texts."""
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]


def velmar() -> Country:
    return set_up_country(
        on=LONG_AGO,
        name="Republic of Velmar",
        office_name="Coordination Office",
        currency="EUR",
        languages=["en"],
        reporting_stages=["approved", "delivery", "closing"],
    )


def ministry_of(what: str) -> Institution:
    name = f"Ministry of {what}"
    return create_institution(by=None, code=what.lower(), name=name, acronym=what, kind="ministry")


@built_once_whenever
def country() -> Country:
    return velmar()


@built_once_whenever
def finance(country) -> Institution:
    return ministry_of("Finance")


@built_once_whenever
def health(country) -> Institution:
    return ministry_of("Health")


def person(name: str, kind: str, **fields) -> User:
    email = f"{name.lower().replace(' ', '.')}@velmar.example"
    return User.objects.create_user(email, PASSWORD, full_name=name, kind=kind, **fields)


def cio(name: str, place: Institution, instrument: str) -> User:
    user = person(name, "official")
    appoint(user, place, Appointment.Post.CIO, by=None, starts_on=LONG_AGO, instrument=instrument)
    return user


@built_once_whenever
def coordinator(country) -> User:
    return person("Irena Tolvaj", "office")


@built_once_whenever
def cio_finance(finance) -> User:
    return cio("Pavel Orsin", finance, "Decree 12/2020")


@built_once_whenever
def deputy_finance(finance) -> User:
    user = person("Dana Kressel", "official")
    appoint(user, finance, Appointment.Post.DEPUTY, by=None, starts_on=LONG_AGO)
    return user


@built_once_whenever
def cio_health(health) -> User:
    return cio("Lena Marwick", health, "Decree 14/2020")


@built_once_whenever
def decision_maker(country) -> User:
    return person("Elena Mirova", "decision maker")


@built_once_whenever
def auditor(country) -> User:
    return person("Joren Valtieri", "auditor")


@built_once_whenever
def administrator(country) -> User:
    return person("Tomas Reuel", "official", is_administrator=True)


@pytest.fixture
def browse():
    """``browse(user)`` is a client signed in as that person; ``browse()`` is a visitor."""

    def signed_in(user: User | None = None) -> Client:
        client = Client()
        if user:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def now():
    return timezone.now()


def tax_account(lead: Institution, by: User) -> Project:
    """In delivery, with a baseline that ends in a year and one open milestone."""
    on = today()
    made = create_project(
        title="Digital tax account", lead=lead, by=by, on=on - timedelta(days=200), stage="delivery",
        aims="Every company files and pays in one place.", visibility="government",
    )  # fmt: skip
    approve_baseline(
        made, by=by, on=on - timedelta(days=200), starts_on=on - timedelta(days=365), ends_on=on + timedelta(days=365),
        cost=10_000_000,
    )  # fmt: skip
    plan_milestone(
        made, title="Payroll declarations", by=by, on=on, baseline_on=on + timedelta(days=60),
        forecast_on=on + timedelta(days=60),
    )  # fmt: skip
    return made


def this_month(by: User) -> Round:
    """An open round whose reports are due in a week."""
    on = today()
    return open_round(
        name="This month", starts_on=on - timedelta(days=20), ends_on=on, due_on=on + timedelta(days=7), by=by, on=on
    )  # fmt: skip


@built_once
def project(finance, coordinator) -> Project:
    """A project of Finance in delivery, with a baseline that ends in a year and one open milestone."""
    return tax_account(finance, coordinator)


@built_once
def restricted_project(health, coordinator) -> Project:
    return create_project(
        title="Border health screening",
        lead=health,
        by=coordinator,
        on=today(),
        stage="delivery",
        visibility="restricted",
    )


@built_once
def round_(project, coordinator) -> Round:
    """An open round in which the project of Finance owes a report, due in a week."""
    return this_month(coordinator)


@built_once
def report(round_, project) -> Report:
    return Report.objects.get(project=project, round=round_)

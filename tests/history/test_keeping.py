"""What is kept is what would be read now, whoever writes meanwhile; and everybody is told their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from core.access import access_of, today
from history import keeping
from history.keeping import kept
from history.models import Write
from history.services import begin_epoch, sweep_writes
from history.writes import noted_tables
from ministries.models import Country as Settings
from ministries.money import Changer
from projects.models import Current, Project, Risk
from projects.portfolio import above
from tests.history.test_mirror import Country, late

APPS = ("ministries", "strategy", "projects", "legislation", "desk", "outbox")
NOT_READ = {
    "desk.Feed": "An address of a calendar; its last use is written at every reading.",
    "outbox.Decision": "What a person found out about a mail shows beside the mail alone.",
    "outbox.Follow": "What one person follows is asked for anew on each page.",
    "outbox.Heartbeat": "Says whether the worker lives.",
    "outbox.Preference": "When a person's mail goes out shows on no kept page.",
    "outbox.Told": "Why a line stood in a mail is asked for when the next one is written.",
}
ROUNDS = 30


def models():
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_table_is_noted_or_named_with_a_reason(db):
    unnoted = {model._meta.label for model in models() if model._meta.db_table not in noted_tables()}
    assert unnoted == set(NOT_READ)


@pytest.mark.parametrize("model", [*models(), User], ids=lambda model: model._meta.label)
def test_whatever_writes_a_table_leaves_a_note(db, model):
    if model._meta.label in NOT_READ:
        return
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    updated = [column for column in columns if column != "last_login"] if model is User else columns
    statements = [f"INSERT INTO {table} ({columns[0]}) SELECT {columns[0]} FROM {table} WHERE false"]
    statements += [f'UPDATE {table} SET "{column}" = "{column}" WHERE false' for column in updated]
    for statement in [*statements, f"DELETE FROM {table} WHERE false"]:
        Write.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert Write.objects.filter(table=table).exists(), statement


def test_a_sign_in_is_no_note(db, cio_finance):
    Write.objects.all().delete()
    User.objects.filter(pk=cio_finance.pk).update(last_login="2026-11-02T09:00Z")
    assert not Write.objects.exists()


class Counted:
    """An answer that says how often it was read."""

    def __init__(self, read=lambda: Project.objects.count()):
        self.read, self.times = read, 0

    def __call__(self):
        self.times += 1
        return self.read()


def asked(shelf, answer):
    """By somebody with a connection of their own."""
    try:
        return kept(shelf, 1, answer)
    finally:
        connection.close()


@pytest.fixture
def shelf(request):
    """Another one for each test: others use the same cache meanwhile."""
    return f"{request.node.name}-{uuid4()}"


@pytest.mark.django_db(transaction=True)
class TestKept:
    def test_it_is_read_once_until_a_table_it_was_read_from_is_written(self, project, shelf):
        answer = Counted()
        assert [kept(shelf, 1, answer) for _each in range(3)] == [1, 1, 1]
        assert answer.times == 1
        Risk.objects.all().delete()
        kept(shelf, 1, answer)
        assert answer.times == 1
        Project.objects.filter(pk=project.pk).update(title="A register of ships")
        kept(shelf, 1, answer)
        assert answer.times == 2

    def test_an_event_table_is_written_with_its_records(self, project, shelf):
        answer = Counted(lambda: apps.get_model("projects", "ProjectEvent").objects.count())
        before = kept(shelf, 1, answer)
        Project.objects.filter(pk=project.pk).update(title="Another")
        assert kept(shelf, 1, answer) == before + 1

    def test_what_reads_a_table_without_notes_is_not_kept(self, project, shelf):
        answer = Counted(lambda: apps.get_model("outbox", "Follow").objects.count())
        kept(shelf, 1, answer)
        kept(shelf, 1, answer)
        assert answer.times == 2

    def test_what_was_read_before_counts_where_it_is_named(self, project, shelf):
        answer = Counted()
        kept(shelf, 1, answer, known=[Settings])
        Settings.objects.update(office_name="The Bureau")
        kept(shelf, 1, answer, known=[Settings])
        assert answer.times == 2

    def test_two_who_ask_differently_are_told_apart(self, project, shelf):
        assert kept(shelf, ("office",), lambda: 1) == 1
        assert kept(shelf, ("visitor",), lambda: 2) == 2
        assert kept(shelf, ("office",), lambda: 3) == 1

    def test_inside_a_transaction_nothing_is_kept(self, project, shelf):
        answer = Counted(lambda: Project.objects.get(pk=project.pk).title)
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(title="Never")
            assert kept(shelf, 1, answer) == "Never"
            transaction.set_rollback(True)
        assert kept(shelf, 1, answer) == project.title

    def test_what_is_taken_back_was_never_written(self, project, shelf):
        answer = Counted()
        kept(shelf, 1, answer)
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(title="Never")
            transaction.set_rollback(True)
        kept(shelf, 1, answer)
        assert answer.times == 1

    def test_another_epoch_and_another_release_read_anew(self, project, shelf, monkeypatch):
        answer = Counted()
        kept(shelf, 1, answer)
        begin_epoch()
        kept(shelf, 1, answer)
        assert answer.times == 2
        monkeypatch.setattr(keeping, "_code", lambda: "another")
        kept(shelf, 1, answer)
        assert answer.times == 3

    def test_a_late_writer_is_not_overlooked_even_after_a_sweep(self, project, shelf, coordinator, cio_health, finance):
        """Written before the answer was read, committed after it, with a higher number committed and swept in between."""
        land = Country(coordinator, cio_health, [finance])
        titles = Counted(lambda: sorted(Project.objects.values_list("title", flat=True)))
        written, goes_on = Event(), Event()
        with ThreadPoolExecutor(1) as pool:
            act = pool.submit(late, land, written, goes_on)
            written.wait(30)
            Risk.objects.all().delete()
            before = kept(shelf, 1, titles)
            assert kept(shelf, 1, titles) == before
            assert titles.times == 1
            goes_on.set()
            act.result()
        sweep_writes()
        assert kept(shelf, 1, titles) == titles.read() != before

    def test_of_what_was_swept_nothing_is_taken_for_unwritten(self, project, shelf):
        answer = Counted()
        sweep_writes()
        assert Write.objects.filter(table="").count() == 1
        kept(shelf, 1, answer)
        kept(shelf, 1, answer)
        assert answer.times == 1
        Write.objects.filter(table="").update(written_in=2**60)
        kept(shelf, 1, answer)
        assert answer.times == 2

    def test_of_many_who_ask_at_once_one_reads(self, project, shelf):
        begun, goes_on = Event(), Event()

        def slow() -> str:
            begun.set()
            goes_on.wait(30)
            return Project.objects.get(pk=project.pk).title

        answer = Counted(slow)
        with ThreadPoolExecutor(4) as pool:
            first = pool.submit(asked, shelf, answer)
            begun.wait(30)
            others = [pool.submit(asked, shelf, answer) for _ in range(3)]
            goes_on.set()
            assert {each.result() for each in (first, *others)} == {project.title}
        assert answer.times == 1

    def test_for_one_who_died_reading_nobody_waits_for_ever(self, project, shelf, monkeypatch):
        monkeypatch.setattr(keeping, "PATIENCE", 1)
        cache.set(keeping.READING % keeping._key(shelf, 1), True, 30)
        assert kept(shelf, 1, lambda: "read") == "read"

    def test_who_fails_to_read_keeps_nobody_waiting(self, project, shelf):
        with pytest.raises(ZeroDivisionError):
            kept(shelf, 1, lambda: 1 // 0)
        assert kept(shelf, 1, lambda: "read") == "read"

    def test_a_cache_that_forgets_is_read_past(self, project, shelf):
        answer = Counted()
        kept(shelf, 1, answer)
        cache.delete(keeping._key(shelf, 1))
        assert kept(shelf, 1, answer) == 1
        assert answer.times == 2

    def test_kept_equals_live_whoever_writes(
        self, shelf, coordinator, cio_health, finance, health, project, restricted_project, report
    ):
        land = Country(coordinator, cio_health, [finance, health])
        readers = [coordinator, cio_health]
        hits = 0

        def live(who):
            seen = Project.objects.visible_to(access_of(who)).for_list()
            return above(seen, seen, Changer(today()))

        for number in range(ROUNDS):
            written, goes_on = Event(), Event()
            with ThreadPoolExecutor(1) as pool:
                act = pool.submit(late, land, written, goes_on)
                written.wait(30)
                for who in readers:
                    for _each in range(2):
                        answer = Counted(lambda who=who: live(who))
                        found = kept(shelf, access_of(who).told, answer)
                        assert found == live(who), f"{who} in round {number}, before"
                        hits += not answer.times
                goes_on.set()
                act.result()
            land.act()
            for who in readers:
                who.__dict__.pop("_access_by_day", None)
                assert kept(shelf, access_of(who).told, lambda who=who: live(who)) == live(who), (
                    f"{who} in round {number}"
                )
        assert hits >= ROUNDS


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_the_page_of_another(browse, coordinator, cio_finance, restricted_project, project, shelf):
    """The restricted project is another ministry's: it is in no count that this one is told."""
    url = reverse("projects:project-list")

    def told(who):
        return browse(who).get(url).context["sums"].projects

    seen = {who: Project.objects.visible_to(access_of(who)).count() for who in (coordinator, cio_finance)}
    assert seen[coordinator] != seen[cio_finance]
    for _each in range(2):
        for who in (coordinator, cio_finance):
            assert told(who) == seen[who]
    Current.objects.filter(pk=project.pk).update(is_apart=True)
    assert browse(cio_finance).get(url).context["sums"].apart == 1


@pytest.mark.django_db(transaction=True)
def test_a_filter_is_told_its_own(browse, coordinator, project, restricted_project, shelf):
    url, page = reverse("projects:project-list"), browse(coordinator)

    def counts(**asked):
        found = page.get(url, asked).context
        return found["table"].count, found["sums"].projects, found["views"][0]["count"]

    for _each in range(2):
        assert counts() == counts(sort="title", rows="100") == (2, 2, 2)
        assert counts(q=project.title) == (1, 1, 2)
        assert counts(stage="nonsense") == (0, 0, 2)

"""The two addresses a watcher asks: no account needed, no word about the inside."""

from django.db import connection
from django.test import Client


def test_process_is_live_without_a_database(client: Client) -> None:
    assert client.get("/health/live").content == b"live\n"


def test_ready_once_every_migration_is_applied(client: Client, db: None) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_while_a_migration_waits(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.content == b"1 of the migrations not applied\n"


def test_health_changes_nothing(client: Client) -> None:
    assert client.post("/health/live").status_code == 405

"""What one wants to hear of, and when."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from core.records import Ref, ref
from core.versions import Conflict
from outbox.models import Follow, Preference
from outbox.services import follow, set_preferences

NOW = datetime(2026, 3, 2, 8, 30, 15, 400, tzinfo=UTC)


def pressed(client, path: str, page: str) -> str:
    """What the page says after the press."""
    answer = client.post(path, headers={"referer": f"http://testserver{page}"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_press_on_the_page_follows_and_another_stops(browse, auditor, project):
    page = project.get_absolute_url()
    client = browse(auditor)
    path = f"/follow/projects.project/{project.pk}/"
    assert f'action="{path}"' in client.get(page).content.decode()
    assert "You follow this" in pressed(client, path, page)
    assert Follow.objects.of(auditor).refs() == [ref(project)]
    assert f'action="/un{path[1:]}"' in client.get(page).content.decode()
    assert "do not follow this any more" in pressed(client, f"/un{path[1:]}", page)
    assert not Follow.objects.exists()


def test_who_follows_twice_follows_once_and_from_the_first_time(auditor, project):
    follow(ref(project), by=auditor, at=NOW)
    follow(ref(project), by=auditor, at=NOW.replace(hour=12))
    assert Follow.objects.get().followed_at == NOW.replace(microsecond=0)


@pytest.mark.parametrize("model", ["accounts.user", "projects.current", "projects", "a.b.c", "outbox.mail", "x.y"])
def test_what_has_no_page_for_readers_cannot_be_followed(browse, auditor, model):
    assert browse(auditor).post(f"/follow/{model}/{auditor.pk}/").status_code == 404


def test_what_one_may_not_see_is_not_found(browse, cio_finance, restricted_project):
    path = f"/follow/projects.project/{restricted_project.pk}/"
    assert browse(cio_finance).post(path).status_code == 404
    assert not Follow.objects.exists()


def test_a_get_changes_nothing(browse, auditor, project):
    assert browse(auditor).get(f"/follow/projects.project/{project.pk}/").status_code == 405


def test_settings_are_made_then_changed_by_who_saw_them(auditor):
    made = set_preferences(auditor, 0, by=auditor, hour=9)
    assert set_preferences(auditor, made.version, by=auditor, rhythm="weekly").hour == 9
    with pytest.raises(Conflict):
        set_preferences(auditor, made.version, by=auditor, hour=10)
    assert Preference.objects.get().events.count() == 2


@pytest.mark.parametrize(("name", "value"), [("working_days", []), ("time_zone", "Mars/Olympus")])
def test_settings_that_mean_nothing_are_refused(auditor, name, value):
    with pytest.raises(ValidationError) as refusal:
        set_preferences(auditor, 0, by=auditor, **{name: value})
    assert name in refusal.value.message_dict


def test_refs_name_each_record_once(auditor, coordinator):
    for reader in (auditor, coordinator):
        follow(Ref("projects.project", 7), by=reader, at=NOW)
    assert Follow.objects.of_kind("projects.project").refs() == [Ref("projects.project", 7)]

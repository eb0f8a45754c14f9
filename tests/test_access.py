"""Every route x method x member of the cast, generated from the URL resolver. A route without a verdict fails.

The cast: v visitor, a administrator, f CIO of Finance (owns the project), d deputy of Finance, h CIO of Health, m decision
maker, u auditor, c coordinator. A verdict names who may pass; everybody else gets the sign-in page (v), 403 or 404.
"""

import pytest
from django.urls import reverse

from core.access import today
from projects.models import Assessment, Participation
from projects.services import assess, invite
from tests.test_architecture import routes

CAST = {
    "v": None, "a": "administrator", "f": "cio_finance", "d": "deputy_finance", "h": "cio_health", "m": "decision_maker",
    "u": "auditor", "c": "coordinator",
}  # fmt: skip
GOVERNMENT = "fdhmuc"
SIGNED_IN = "a" + GOVERNMENT
EVERYBODY = "v" + SIGNED_IN
OWNERS = "fdc"
VERDICTS = {
    "": SIGNED_IN,
    "health/live": EVERYBODY,
    "health/ready": EVERYBODY,
    "brand.css": EVERYBODY,
    "crest/<slug:digest>.png": EVERYBODY,
    "api/v1/schema/": EVERYBODY,
    "api/v1/docs/": EVERYBODY,
    **{
        f"api/v1/^{name}/${suffix}": GOVERNMENT
        for name in ("appointments", "assessments", "institutions", "milestones", "projects", "reports", "rounds")
        for suffix in ("",)
    },
    "api/v1/^appointments/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^assessments/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^institutions/(?P<code>[-\\w]+)/$": GOVERNMENT,
    "api/v1/^milestones/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^projects/(?P<code>[-\\w]+)/$": GOVERNMENT,
    "api/v1/^reports/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^reports/(?P<pk>[0-9]+)/submissions/$": "fd",
    "api/v1/^rounds/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "projects/": GOVERNMENT,
    "projects/new/": "c",
    "projects/<code>/": GOVERNMENT,
    "projects/<code>/edit/": OWNERS,
    "projects/<code>/stage/": OWNERS,
    "projects/<code>/lead/": "c",
    "projects/<code>/baseline/": "c",
    "projects/<code>/milestone/": OWNERS,
    "projects/<code>/invite/": OWNERS,
    "projects/<code>/assess/": "c",
    "projects/<code>/history/": GOVERNMENT,
    "projects/<code>/reports/<int:round>/": GOVERNMENT,
    "projects/<code>/reports/<int:round>/report/": "fd",
    "projects/<code>/reports/<int:round>/nothing-changed/": "fd",
    "projects/<code>/reports/<int:round>/accept/": "c",
    "projects/<code>/reports/<int:round>/return/": "c",
    "milestones/<int:pk>/": OWNERS,
    "invitations/<int:pk>/": "h",
    "reports/": "fdh",
    "rounds/": GOVERNMENT,
    "rounds/open/": "c",
    "rounds/<int:pk>/": GOVERNMENT,
    "rounds/<int:pk>/close/": "c",
    "institutions/": GOVERNMENT,
    "institutions/new/": "c",
    "institutions/<slug:code>/": GOVERNMENT,
    "institutions/<slug:code>/edit/": "c",
    "institutions/<slug:code>/appoint/": "c",
    "institutions/<slug:code>/successor/": "c",
    "appointments/<int:pk>/end/": "c",
    "cios/": GOVERNMENT,
    "settings/": "ac",
    "settings/holidays/add/": "ac",
    "settings/holidays/<int:pk>/remove/": "ac",
    "account/": SIGNED_IN,
    "account/keys/": SIGNED_IN,
    "account/keys/new/": SIGNED_IN,
    "account/keys/<int:pk>/revoke/": "",
    "imports/": "c",
    "imports/new/": "c",
    "imports/<int:pk>/": "",
    "imports/<int:pk>/columns/": "",
    "imports/<int:pk>/meanings/": "",
    "imports/<int:pk>/profile/": "",
    "imports/<int:pk>/decide/": "",
    "imports/<int:pk>/apply/": "",
    "demo/sign-in/<slug:key>/": EVERYBODY,
    "demo/mailbox/": EVERYBODY,
    "demo/mailbox/<int:pk>/": "",
    "demo/mailbox/<int:pk>/html/": "",
}


def our_routes():
    for path, entry in routes():
        if not entry.callback.__module__.startswith(("allauth.", "django.")) and "format" not in path:
            yield path, entry


ROUTES = dict(our_routes())


@pytest.fixture
def world(country, project, report, round_, health, finance, coordinator, cio_finance, cio_health):
    """One object behind every parameter of every address; all of it is Finance's, the invitation is Health's."""
    assess(project, round_, rating=3, basis="Read.", by=coordinator, on=today())
    asked = invite(project, health, Participation.Role.USER, by=coordinator, on=today())
    holiday = country.holidays.create(on=today(), name="Harbour day")
    return {
        "code": {"projects": project.code, "institutions": finance.code},
        "round": round_.pk,
        "digest": "none",
        "key": "nobody",
        "pk": {
            "invitations": asked.pk, "rounds": round_.pk, "appointments": cio_finance.appointments.get().pk, "reports": report.pk,
            "milestones": project.milestones.get().pk, "assessments": Assessment.objects.get().pk, "settings": holiday.pk,
        },
    }  # fmt: skip


def test_no_route_is_without_a_verdict():
    assert set(ROUTES) <= set(VERDICTS), sorted(set(ROUTES) - set(VERDICTS))


@pytest.mark.parametrize("path", sorted(ROUTES), ids=lambda path: path or "home")
def test_only_those_who_may_pass(path, request, browse, world):
    passes = VERDICTS[path]
    url = "/" + filled(path, world)
    for letter, fixture in CAST.items():
        user = request.getfixturevalue(fixture) if fixture else None
        for method in ("get", "post"):
            answer = getattr(browse(user), method)(url)
            where = f"{method.upper()} {url} as {fixture or 'visitor'}: {answer.status_code}"
            if letter in passes:
                assert answer.status_code < 500, where
                assert answer.status_code not in (401, 403), where
                assert not answer.headers.get("Location", "").startswith("/account/login"), where
            elif letter == "v":
                assert answer.status_code in (401, 404, 405) or answer["Location"].startswith("/account/login"), where
            else:
                assert answer.status_code in (403, 404, 405), where


def filled(path, world):
    """The address with this world's objects in it."""
    import re

    section = path.removeprefix("api/v1/^").split("/")[0]

    def value(match):
        found = world[match.group("name") or match.group("regex")]
        return str(found.get(section, 999_999) if isinstance(found, dict) else found)

    plain = path.replace("^", "").replace("$", "")
    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>(?!\[)|\(\?P<(?P<regex>\w+)>[^)]*\)", value, plain)


def test_a_right_ends_with_the_appointment_in_the_same_session(browse, cio_finance, report):
    from datetime import timedelta

    client = browse(cio_finance)
    url = reverse("projects:report-status", args=[report.project.code, report.round_id])
    assert client.get(url).status_code == 200
    cio_finance.appointments.update(ends_on=today() - timedelta(days=1))
    assert client.get(url).status_code in (403, 404)


def test_reading_changes_no_domain_row(browse, coordinator, world):
    from django.apps import apps

    ours = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("ministries", "projects", "exchange", "outbox")
    ]
    before = [(model, list(model.objects.order_by("pk").values())) for model in ours]
    client = browse(coordinator)
    for path in ROUTES:
        client.get("/" + filled(path, world))
    for model, rows in before:
        assert list(model.objects.order_by("pk").values()) == rows, model


def test_every_route_answers_with_a_dead_redis(settings, browse, coordinator, cio_finance, world):
    settings.CACHES = {"default": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    for user in (None, coordinator, cio_finance):
        client = browse(user)
        for path in ROUTES:
            assert client.get("/" + filled(path, world)).status_code < 500, path
    from tests.conftest import PASSWORD

    signed_in = browse().post(reverse("account_login"), {"login": coordinator.email, "password": PASSWORD})
    assert signed_in.status_code == 302

"""Every route x method x member of the cast x own and foreign object, generated from the URL resolver.

A new route needs one line in VERDICTS: its path as the resolver names it, and the letters of those who may pass. The
letters speak of an object that is Finance's:

  v visitor                    x official whose appointment has ended     a administrator
  f CIO of Finance (owner)     d deputy of Finance (owner)                h CIO of Health (somebody else's)
  m decision maker             u auditor                                  c coordinator

All other members of government see the object and get 403; ``only("f")`` says that nobody else even sees it, which
answers as what does not exist. For the object of Health f and h change places. ``Verdict(opens, does)`` is for a page
that more people may open than may send. A new parameter needs one line in ``tests/access/world.py``. The API is walked in
``tests/test_access_api.py``.
"""

from datetime import timedelta

import pytest

from core.access import today
from tests.access import permissions_page, verdicts_of_laws
from tests.access.judge import (
    EVERYBODY,
    GOVERNMENT,
    KEPT_AS_SETTINGS,
    KEPT_BY_OFFICE,
    KEPT_BY_OWNERS,
    KEPT_BY_WRITERS,
    OWNERS,
    SIGNED_IN,
    Judge,
    Verdict,
    all_cases,
    faults,
    only,
    verdict_of,
)
from tests.access.routes import API, ROUTES
from tests.access.verdicts_of_keys import of_keys
from tests.access.verdicts_of_trials import of_trials

VERDICTS: dict[str, str | Verdict] = {
    "": SIGNED_IN,
    "health/live": EVERYBODY,
    "health/ready": EVERYBODY,
    "health/work": EVERYBODY,
    "health/": "ac",
    "brand.css": EVERYBODY,
    "crest/<slug:digest>.png": EVERYBODY,
    "api/v1/schema/": EVERYBODY,
    "api/v1/docs/": EVERYBODY,
    "api/v1/^appointments/$": KEPT_BY_OFFICE,
    "api/v1/^appointments/(?P<pk>[0-9]+)/$": KEPT_BY_OFFICE,
    "api/v1/^assessments/$": KEPT_BY_OFFICE,
    "api/v1/^assessments/(?P<pk>[0-9]+)/$": KEPT_BY_OFFICE,
    "api/v1/^baselines/$": KEPT_BY_OFFICE,
    "api/v1/^baselines/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/concerns/": GOVERNMENT,
    "api/v1/dues/": GOVERNMENT,
    "api/v1/^fundings/$": KEPT_BY_WRITERS,
    "api/v1/^fundings/(?P<pk>[0-9]+)/$": KEPT_BY_OWNERS,
    "api/v1/^institutions/$": KEPT_BY_OFFICE,
    "api/v1/^institutions/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^milestones/$": KEPT_BY_WRITERS,
    "api/v1/^milestones/(?P<pk>[0-9]+)/$": KEPT_BY_OWNERS,
    "api/v1/^participations/$": KEPT_BY_WRITERS,
    "api/v1/^participations/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^participations/(?P<pk>[0-9]+)/answer/$": "fd",
    "api/v1/^projects/$": KEPT_BY_OFFICE,
    "api/v1/^projects/(?P<code>[-\\w]+)/$": KEPT_BY_OWNERS,
    "api/v1/^projects/(?P<code>[-\\w]+)/functions/$": OWNERS,
    "api/v1/^projects/(?P<code>[-\\w]+)/lead/$": "c",
    "api/v1/^projects/(?P<code>[-\\w]+)/stage/$": OWNERS,
    "api/v1/^reports/$": GOVERNMENT,
    "api/v1/^reports/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^reports/(?P<pk>[0-9]+)/accept/$": "c",
    "api/v1/^reports/(?P<pk>[0-9]+)/nothing-changed/$": "fd",
    "api/v1/^reports/(?P<pk>[0-9]+)/return/$": "c",
    "api/v1/^reports/(?P<pk>[0-9]+)/submissions/$": "fd",
    "api/v1/^rounds/$": KEPT_BY_OFFICE,
    "api/v1/^dependencies/$": KEPT_BY_WRITERS,
    "api/v1/^dependencies/(?P<pk>[0-9]+)/$": KEPT_BY_OWNERS,
    "api/v1/^dependencies/(?P<pk>[0-9]+)/drop/$": OWNERS,
    "api/v1/^risks/$": KEPT_BY_WRITERS,
    "api/v1/^risks/(?P<pk>[0-9]+)/$": KEPT_BY_OWNERS,
    "api/v1/^risks/(?P<pk>[0-9]+)/close/$": OWNERS,
    "api/v1/^risks/(?P<pk>[0-9]+)/escalate/$": OWNERS,
    "api/v1/^risks/(?P<pk>[0-9]+)/take-back/$": OWNERS,
    "api/v1/^rounds/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^rounds/(?P<pk>[0-9]+)/close/$": "c",
    "api/v1/^rounds/compare/$": GOVERNMENT,
    "api/v1/^thresholds/$": KEPT_BY_OFFICE,
    "api/v1/^thresholds/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^snapshots/$": GOVERNMENT,
    "api/v1/^snapshots/(?P<number>[0-9]+)/$": GOVERNMENT,
    "api/v1/^snapshot-rows/$": GOVERNMENT,
    "api/v1/^snapshot-rows/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^exchange-rates/$": KEPT_AS_SETTINGS,
    "api/v1/^exchange-rates/(?P<pk>[0-9]+)/$": KEPT_AS_SETTINGS,
    "api/v1/^functions/$": KEPT_BY_OFFICE,
    "api/v1/^functions/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^functions/(?P<code>[-\\w]+)/settlements/$": "c",
    "api/v1/^institutions/tree/$": GOVERNMENT,
    "api/v1/^mandates/$": KEPT_BY_OFFICE,
    "api/v1/^mandates/(?P<pk>[0-9]+)/$": KEPT_BY_OFFICE,
    "api/v1/^settlements/$": GOVERNMENT,
    "api/v1/^settlements/(?P<pk>[0-9]+)/$": GOVERNMENT,
    "api/v1/^strategies/$": KEPT_BY_OFFICE,
    "api/v1/^strategies/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^objectives/$": KEPT_BY_OFFICE,
    "api/v1/^objectives/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^indicators/$": KEPT_BY_OFFICE,
    "api/v1/^indicators/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^index-countries/$": KEPT_BY_OFFICE,
    "api/v1/^index-countries/(?P<code>[-\\w]+)/$": KEPT_BY_OFFICE,
    "api/v1/^readings/$": Verdict(GOVERNMENT, "fdhc"),
    "api/v1/^readings/(?P<pk>[0-9]+)/$": Verdict(GOVERNMENT, OWNERS),
    "api/v1/^outcomes/$": Verdict(GOVERNMENT, "fdhc"),
    "api/v1/^outcomes/(?P<pk>[0-9]+)/$": Verdict(GOVERNMENT, OWNERS),
    "api/v1/me/": SIGNED_IN,
    "api/v1/search/": GOVERNMENT,
    "search/": GOVERNMENT,
    "projects/": GOVERNMENT,
    "projects/new/": "c",
    "projects/money/": GOVERNMENT,
    "projects/map/": GOVERNMENT,
    "projects/timeline/": GOVERNMENT,
    "projects/<code>/": GOVERNMENT,
    "projects/<code>/edit/": OWNERS,
    "projects/<code>/paper/": GOVERNMENT,
    "projects/<code>/stage/": OWNERS,
    "projects/<code>/lead/": "c",
    "projects/<code>/functions/": OWNERS,
    "projects/<code>/baseline/": "c",
    "projects/<code>/milestone/": OWNERS,
    "projects/<code>/invite/": OWNERS,
    "projects/<code>/risk/": OWNERS,
    "projects/<code>/dependency/": OWNERS,
    "calendar/": GOVERNMENT,
    "calendar/feed/": SIGNED_IN,
    "calendar/feed/revoke/": SIGNED_IN,
    "calendar/feed/<slug:key>.ics": EVERYBODY,  # who knows the key, as the person whose it is
    "risks/": GOVERNMENT,
    "risks/<int:pk>/": OWNERS,
    "risks/<int:pk>/escalate/": OWNERS,
    "risks/<int:pk>/take-back/": OWNERS,
    "risks/<int:pk>/close/": OWNERS,
    "dependencies/<int:pk>/": OWNERS,
    "dependencies/<int:pk>/drop/": OWNERS,
    "projects/<code>/assess/": "c",
    "projects/<code>/history/": GOVERNMENT,
    "projects/<code>/reports/<int:round>/": GOVERNMENT,
    "projects/<code>/reports/<int:round>/report/": "fd",
    "projects/<code>/reports/<int:round>/nothing-changed/": "fd",
    "projects/<code>/reports/<int:round>/accept/": "c",
    "projects/<code>/reports/<int:round>/return/": "c",
    "projects/<code>/funding/": OWNERS,
    "fundings/<int:pk>/": OWNERS,
    "fundings/<int:pk>/remove/": OWNERS,
    "milestones/<int:pk>/": OWNERS,
    "invitations/<int:pk>/": "fd",
    "participations/<int:pk>/": OWNERS,
    "participations/<int:pk>/ask-again/": OWNERS,
    "participations/<int:pk>/withdraw/": OWNERS,
    "reports/": "fdh",
    "rounds/": GOVERNMENT,
    "rounds/compare/": GOVERNMENT,
    "rounds/open/": "c",
    "rounds/<int:pk>/": GOVERNMENT,
    "rounds/<int:pk>/close/": "c",
    "rounds/<int:pk>/report/": GOVERNMENT,
    "brief/": "muc",
    "rounds/<int:pk>/remind/": "c",
    "rounds/burden/": GOVERNMENT,
    "snapshots/": GOVERNMENT,
    "snapshots/<int:number>/": GOVERNMENT,
    "snapshots/<int:number>/correct/<code>/": "c",
    "signal/": GOVERNMENT,
    "signal/thresholds/": "c",
    "institutions/": GOVERNMENT,
    "institutions/new/": "c",
    "institutions/<slug:code>/": GOVERNMENT,
    "institutions/<slug:code>/edit/": "c",
    "institutions/<slug:code>/appoint/": "c",
    "institutions/<slug:code>/successor/": "c",
    "institutions/<slug:code>/open-work/": "c",
    "institutions/tree/": GOVERNMENT,
    "appointments/<int:pk>/end/": "c",
    "appointments/<int:pk>/hand-over/": "fdmuc",
    "appointments/<int:pk>/hand-over/note/": "fc",
    "mandates/": GOVERNMENT,
    "mandates/new/": "c",
    "mandates/<slug:code>/": GOVERNMENT,
    "mandates/<slug:code>/edit/": "c",
    "mandates/<slug:code>/give/": "c",
    "mandates/<slug:code>/settle/": "c",
    "mandates/<slug:code>/<int:pk>/": "c",
    "strategy/": GOVERNMENT,
    "strategy/papers/": GOVERNMENT,
    "strategy/papers/new/": "c",
    "strategy/papers/<slug:code>/": GOVERNMENT,
    "strategy/papers/<slug:code>/edit/": "c",
    "strategy/papers/<slug:code>/objective/": "c",
    "strategy/objectives/<slug:code>/": GOVERNMENT,
    "strategy/objectives/<slug:code>/edit/": "c",
    "strategy/objectives/<slug:code>/indicator/": "c",
    "strategy/indicators/<slug:code>/": GOVERNMENT,
    "strategy/indicators/<slug:code>/edit/": "c",
    "strategy/indicators/<slug:code>/reading/": OWNERS,
    "strategy/readings/<int:pk>/": OWNERS,
    "strategy/indices/": GOVERNMENT,
    "projects/<code>/outcome/": OWNERS,
    "outcomes/<int:pk>/": OWNERS,
    "outcomes/<int:pk>/withdraw/": OWNERS,
    "cios/": GOVERNMENT,
    "settings/": "ac",
    "settings/holidays/add/": "ac",
    "settings/holidays/<int:pk>/remove/": only("ac"),
    "settings/rates/": "ac",
    "settings/rates/add/": "ac",
    "settings/rates/<int:pk>/": only("ac"),
    "account/": SIGNED_IN,
    "account/keys/": SIGNED_IN,
    "account/notifications/": SIGNED_IN,
    "account/keys/new/": SIGNED_IN,
    "account/keys/<int:pk>/revoke/": only("f"),
    "deliveries/": "ac",
    "deliveries/<int:pk>/": "ac",
    "deliveries/<int:pk>/decide/": "a",  # it is in doubt; what was refused or came back is the office's too
    "accounts/": "a",
    "accounts/invite/": "a",
    "accounts/<int:pk>/": only("a"),
    "accounts/<int:pk>/edit/": only("a"),
    "accounts/<int:pk>/invite/": only("a"),
    "accounts/<int:pk>/deactivate/": only("a"),
    "accounts/<int:pk>/key/": only("a"),
    "accounts/<int:pk>/let-in/": only("a"),
    "accounts/<int:pk>/second-factor/": only("a"),
    "accounts/<int:pk>/unlock/": only("a"),
    "accounts/keys/<int:pk>/revoke/": only("a"),
    "account/login/": EVERYBODY,
    "account/login/code/confirm/": EVERYBODY,
    "account/logout/": EVERYBODY,
    "account/inactive/": EVERYBODY,
    "account/signup/": EVERYBODY,
    "account/reauthenticate/": SIGNED_IN,
    "account/email/": SIGNED_IN,
    "account/confirm-email/": EVERYBODY,
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": EVERYBODY,
    "account/password/change/": SIGNED_IN,
    "account/password/set/": SIGNED_IN,
    "account/password/reset/": EVERYBODY,
    "account/password/reset/done/": EVERYBODY,
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": EVERYBODY,
    "account/password/reset/key/done/": EVERYBODY,
    "account/mfa/": SIGNED_IN,
    "account/mfa/authenticate/": EVERYBODY,
    "account/mfa/reauthenticate/": SIGNED_IN,
    "account/mfa/totp/activate/": SIGNED_IN,
    "account/mfa/totp/deactivate/": SIGNED_IN,
    "account/mfa/recovery-codes/": SIGNED_IN,
    "account/mfa/recovery-codes/generate/": SIGNED_IN,
    "account/mfa/recovery-codes/download/": SIGNED_IN,
    "desk/": GOVERNMENT,
    "desk/council/": "c",
    "desk/council/off/": "c",
    "desk/handling/": "c",
    "desk/queue/": "muc",
    "desk/remind/": "c",
    "follow/<str:model>/<int:pk>/": GOVERNMENT,
    "unfollow/<str:model>/<int:pk>/": GOVERNMENT,
    "unsubscribe/<str:token>/": EVERYBODY,
    "history/": "uc",
    "imports/": "c",
    "imports/new/": "c",
    "imports/new/<slug:target>/": only("c"),
    "imports/profiles/": "c",
    "imports/<int:pk>/": only("c"),
    "imports/<int:pk>/columns/": only("c"),
    "imports/<int:pk>/meanings/": only("c"),
    "imports/<int:pk>/profile/": only("c"),
    "imports/<int:pk>/decide/": only("c"),
    "imports/<int:pk>/apply/": only("c"),
    "imports/<int:pk>/discard/": only("c"),
    "imports/<int:pk>/left-out.csv": only("c"),
    "demo/sign-in/<slug:key>/": EVERYBODY,
    "demo/mailbox/": EVERYBODY,
    "demo/mailbox/<int:pk>/": EVERYBODY,
    "demo/mailbox/<int:pk>/html/": EVERYBODY,
}


# A mail program posts there in one click, without a session (RFC 8058); the address itself is signed.
WITHOUT_CSRF = {"unsubscribe/<str:token>/"}
VERDICTS |= verdicts_of_laws.VERDICTS
VERDICTS |= of_trials(VERDICTS)
VERDICTS |= of_keys(VERDICTS)

pytestmark = pytest.mark.django_db
each_route = pytest.mark.parametrize("path", sorted(set(VERDICTS) & set(ROUTES)), ids=lambda path: path or "home")
each_page = pytest.mark.parametrize(
    "path",
    [path for path in sorted(set(VERDICTS) & set(ROUTES)) if not ROUTES[path].is_api],
    ids=lambda path: path or "home",
)


def test_every_route_has_a_verdict_and_every_verdict_a_route():
    assert sorted(VERDICTS) == sorted(ROUTES)


def test_every_parameter_has_an_object(walker):
    needed = {before for route in ROUTES.values() for before in route.parameters}
    assert sorted(needed - set(walker.world.values("own"))) == [], "one line each in tests/access/world.py"
    behind = needed | {before.removeprefix(API) for before in needed}
    assert sorted(set(walker.world.objects) - behind) == [], "behind no route"


@each_page
def test_only_those_who_may_pass(path, walker):
    assert not (found := faults(path, VERDICTS[path], walker)), "\n".join(found)


@pytest.mark.long
@each_route
def test_every_method_of_everybody_on_every_object(path, walker):
    route, verdict = ROUTES[path], verdict_of(VERDICTS[path])
    found = []
    for whose in ("own", "foreign", "restricted"):
        if whose == "own" or walker.world.has(route.parameters, whose):
            found += Judge(route, verdict, walker, whose).problems(all_cases())
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [path for path in sorted(VERDICTS) if path in ROUTES and ROUTES[path].parameters])
def test_what_does_not_exist_is_not_found(path, walker):
    """For those who would see it; for all others ``Judge`` compares what they may not see with it."""
    route, verdict = ROUTES[path], verdict_of(VERDICTS[path])
    address = route.address(walker.world.values("missing"))
    for method in {"get", "post"} & route.methods if not route.is_foreign_code or route.view is None else ():
        for letter in sorted(verdict.passes(method))[:1]:
            assert walker.ask(letter, method, address).status == 404, f"{method} {address} as {letter}"


def test_a_right_ends_with_the_appointment_in_the_same_session(walker):
    address = ROUTES["projects/<code>/reports/<int:round>/report/"].address(walker.world.values("own"))
    assert walker.ask("f", "get", address).status == 200
    walker.world.people["f"].appointments.update(ends_on=today() - timedelta(days=1))
    assert walker.ask("f", "get", address).status == 403


@each_route
def test_what_changes_something_asks_for_the_csrf_token(path, walker):
    address = ROUTES[path].address(walker.world.values("own"))
    for method in {"post", "put", "patch", "delete"} & ROUTES[path].methods or {"post"}:
        allowed = {403} if method in ROUTES[path].methods else {403, 405}
        if path in WITHOUT_CSRF:
            allowed = {200, 405}
        assert walker.send(walker.without_token, method, address).status in allowed, method


def test_the_document_says_who_may_what(request):
    """Written by the run that is asked to; otherwise compared with what is committed."""
    text = permissions_page.page(VERDICTS)
    if request.config.getoption("--write-permissions"):
        permissions_page.FILE.write_text(text)
    said = permissions_page.FILE.read_text() if permissions_page.FILE.exists() else ""
    assert said == text, f"it is not true any more; {permissions_page.COMMAND} writes it anew"

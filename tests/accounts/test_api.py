"""Who calls, and what they may: the same answer that pages draw their buttons from."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.rights import permissions, rights_of
from core.access import today
from core.scopes import TokenScope
from ministries.services import create_institution
from tests.api import ROOT, program_of

ME = f"{ROOT}me/"


def test_nobody_is_a_401(db) -> None:
    assert Client().get(ME).status_code == 401


def test_a_cio_is_told_post_decree_and_the_key(cio_finance, finance) -> None:
    create_institution(by=None, code="mint", name="Mint", kind="agency", parent=finance)
    told = program_of(cio_finance, TokenScope.STATUS_WRITE).get(ME).json()
    assert (told["full_name"], told["kind"], told["sees_as"]) == ("Pavel Orsin", "official", "official")
    held = {
        "post": "cio", "at": "finance", "since_on": "2020-01-01", "until_on": None, "instrument": "Decree 12/2020",
    }  # fmt: skip
    own, child = told["rights"]
    assert own == {
        "of": "institution", "code": "finance", "name": "Ministry of Finance", "writes": True, "held": held,
        "why": "CIO of Finance since 1 Jan 2020 by Decree 12/2020",
    }  # fmt: skip
    assert (child["code"], child["writes"], child["held"]) == ("mint", True, held)
    assert told["key"]["scopes"] == ["status:write"]
    assert told["key"]["expires_at"] > str(today())
    assert told["may"]["ministries"]["manage_institutions"] is False


def test_with_a_session_there_is_no_key(coordinator, browse) -> None:
    told = browse(coordinator).get(ME).json()
    assert (told["key"], told["rights"], told["sees_as"]) == (None, [], "office")
    assert told["may"]["ministries"]["manage_mandates"] is True


def test_an_ended_appointment_is_a_visitor_at_once(cio_finance) -> None:
    program = program_of(cio_finance)
    tag = program.get(ME)["ETag"]
    assert program.get(ME, headers={"If-None-Match": tag}).status_code == 304
    cio_finance.appointments.update(ends_on=today() - timedelta(days=1))
    answer = program.get(ME, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["sees_as"], answer.json()["rights"]) == (200, "visitor", [])
    assert program.get(f"{ME}?of=somebody").status_code == 400
    assert program.post(ME, {}, "application/json").status_code == 405


@pytest.mark.parametrize("name", ["coordinator", "cio_finance", "decision_maker", "auditor", "administrator"])
def test_what_one_may_is_what_the_permissions_say(name, request, browse) -> None:
    from ministries import permissions as ministries
    from projects import permissions as projects

    user = request.getfixturevalue(name)
    told = browse(user).get(ME).json()["may"]
    assert told["projects"]["see_portfolio"] is projects.may_see_portfolio(user)
    assert told["ministries"]["change_settings"] is ministries.may_change_settings(user)
    assert told == rights_of(user)


@pytest.mark.parametrize(
    ("scope", "opened"),
    [
        (TokenScope.PORTFOLIO_READ, {"projects.see_portfolio", "projects.see_rounds", "ministries.see_institutions"}),
        (TokenScope.PORTFOLIO_WRITE, {"projects.create_project", "projects.run_rounds", "projects.write_portfolio"}),
        (TokenScope.REGISTERS_WRITE, {"ministries.manage_institutions", "ministries.change_settings"}),
        (TokenScope.STATUS_WRITE, set()),
    ],
)
def test_a_key_is_told_what_its_scopes_leave_of_its_owners_rights(scope, opened, coordinator, cio_finance) -> None:
    told = program_of(coordinator, scope).get(ME).json()["may"]
    may = {f"{app}.{name}" for app, named in told.items() for name, answer in named.items() if answer}
    some = {"projects.see_portfolio", "projects.create_project", "ministries.manage_institutions"}
    assert opened <= may
    assert may & some == opened & some
    assert not may & {"projects.import", "accounts.manage_accounts", "accounts.keep_account"}
    narrow = program_of(cio_finance, scope).get(ME).json()["may"]["projects"]
    assert narrow["create_project"] is False
    assert narrow["report_anything"] is (scope == TokenScope.STATUS_WRITE)
    assert narrow["write_portfolio"] is (scope == TokenScope.PORTFOLIO_WRITE)


def test_every_app_with_permissions_answers_and_no_record_is_needed() -> None:
    found = permissions()
    assert {"accounts", "exchange", "ministries", "strategy", "projects"} <= set(found)
    assert "report_status" not in found["projects"]
    assert "see_portfolio" in found["projects"]


@pytest.mark.parametrize(("name", "offered"), [("coordinator", True), ("administrator", True), ("cio_finance", False)])
def test_a_key_for_the_registers_is_offered_to_who_may_keep_them(name, offered, request, browse) -> None:
    page = browse(request.getfixturevalue(name)).get("/account/keys/new/").content.decode()
    assert (TokenScope.REGISTERS_WRITE in page) is offered

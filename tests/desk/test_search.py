"""Search finds what the reader may see, and says nothing of the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import access_of, today
from core.finding import NO_WORD, Sought
from core.questions import FindKind
from core.scopes import TokenScope
from desk.querysets.search import MOST, MOST_NEAR
from desk.rules.marks import around, marked, meant
from desk.search import look_for
from legislation.models import Act
from legislation.services import create_act
from projects.models import Identifier, Milestone, Project
from projects.services import create_project, edit_project
from tests.api import program_of

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "coordinator", "cio_finance", "deputy_finance", "cio_health", "decision_maker", "auditor",
)  # fmt: skip


def found(user, words, **more):
    return {each.kind: each for each in look_for(words, access_of(user), today(), **more).hits}


def names(user, words):
    return {hit.name for hits in found(user, words).values() for hit in hits.rows}


@pytest.mark.parametrize("reader", EVERYBODY)
@pytest.mark.parametrize("words", ["border screening", "Border health screening", "bordr helth screning"])
def test_what_is_restricted_is_found_and_counted_for_those_alone_who_see_it(
    request, restricted_project, project, reader, words
):
    user = request.getfixturevalue(reader)
    sees = Project.objects.visible_to(access_of(user)).filter(pk=restricted_project.pk).exists()
    hits = found(user, words).get(FindKind.PROJECT)
    assert (hits.count if hits else 0) == sees
    assert ("Border health screening" in names(user, words)) == sees
    assert bool(found(user, restricted_project.code)) == sees


def test_no_near_word_is_proposed_from_what_is_restricted(restricted_project, project, cio_finance, cio_health):
    assert look_for("screning bordr", access_of(cio_health), today()).meant == "screening border"
    assert look_for("screning bordr", access_of(cio_finance), today()).meant == ""


def test_an_official_without_a_post_and_an_administrator_find_nothing(project, administrator, browse):
    assert not names(administrator, "digital tax")
    assert browse(administrator).get("/search/?q=tax").status_code == 403
    assert "ec-find" not in browse(administrator).get("/").content.decode()


@pytest.mark.parametrize(
    "words", ["digital tax", "TAX dig", "tax account digital", "digitál täx", "files in one place", "Digital, tax!"]
)
def test_words_are_found_in_any_order_and_case_by_their_beginning_and_without_accents(project, cio_finance, words):
    assert "Digital tax account" in names(cio_finance, words)


@pytest.mark.parametrize("words", ["digtal tax acount", "digitel", "acconut tax"])
def test_what_is_misspelt_is_found_as_near(project, cio_finance, words):
    hits = look_for(words, access_of(cio_finance), today())
    assert hits.is_near
    assert hits.hits[0].rows[0].name == "Digital tax account"


def test_nothing_near_is_shown_beside_what_was_found(project, restricted_project, coordinator):
    create_project(title="Digital tax accounts", lead=project.lead, by=coordinator, on=today())
    assert not look_for("accounts", access_of(coordinator), today()).is_near


def test_other_kinds_are_found_too(project, cio_finance, coordinator):
    assert FindKind.MILESTONE in found(coordinator, "payroll")
    assert FindKind.INSTITUTION in found(coordinator, "ministry of finance")
    person = found(coordinator, "orsin")[FindKind.PERSON].rows[0]
    assert (person.said, person.path) == ("CIO", "/institutions/finance/")


def test_a_milestone_of_what_is_restricted_stays_unseen(restricted_project, cio_finance, cio_health):
    Milestone.objects.create(
        project=restricted_project, title="Quarantine drill", owner=restricted_project.lead, baseline_on=today()
    )
    assert FindKind.MILESTONE in found(cio_health, "quarantine")
    assert not found(cio_finance, "quarantine")


def test_a_code_leads_straight_to_the_record(project, cio_finance, browse):
    Identifier.objects.create(project=project, scheme="budget", value="Bud-77/4")
    for said in (project.code, project.code.lower(), "BUD-77/4"):
        assert browse(cio_finance).get("/search/", {"q": said}).headers["Location"] == project.get_absolute_url()
    shown = browse(cio_finance).get("/search/", {"q": project.code, "kind": "project"})
    assert shown.status_code == 200


def test_an_act_is_found_by_each_of_its_numbers(coordinator, browse):
    act = create_act(
        kind=Act.Kind.DIRECTIVE, title="On the security of networks", celex="32022L2555",
        eli="http://data.europa.eu/eli/dir/2022/2555/oj", by=coordinator, on=today(),
    )  # fmt: skip
    for said in (act.code, "32022l2555", act.eli):
        assert browse(coordinator).get("/search/", {"q": said}).headers["Location"] == act.get_absolute_url()


def test_a_changed_title_is_found_at_once_and_the_old_one_no_longer(project, coordinator):
    edit_project(project, project.version, title="Cadastre of the sea", by=coordinator, on=today())
    assert "Cadastre of the sea" in names(coordinator, "cadastre")
    assert "Cadastre of the sea" not in names(coordinator, "digital tax account")


def test_all_kinds_take_one_query(project, cio_finance):
    look_for("tax", access_of(cio_finance), today())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look_for("tax", access_of(cio_finance), today())
    assert len(asked) == 1


def test_the_page_shows_five_of_a_kind_and_a_page_of_each(project, coordinator, browse):
    for number in range(28):
        create_project(title=f"Harbour office {number}", lead=project.lead, by=coordinator, on=today())
    page = browse(coordinator).get("/search/?q=harbour")
    text = page.content.decode()
    assert text.count("<mark>Harbour</mark>") == 5
    assert "Show all: 28" in text
    second = browse(coordinator).get("/search/?q=harbour&kind=project&page=2").content.decode()
    assert second.count("<mark>Harbour</mark>") == 3


def test_what_was_typed_and_what_was_found_are_escaped(project, coordinator, browse):
    create_project(title="<script>alert(1)</script> harbour", lead=project.lead, by=coordinator, on=today())
    text = browse(coordinator).get("/search/", {"q": "<script>alert harbour"}).content.decode()
    assert "<script>alert" not in text
    assert "<mark>script</mark>" in text


@pytest.mark.parametrize("rubbish", [
    "\x00", "a\x00b", "x" * 10_000, "tax & | ! ( ) : * ' \" \\", "'; DROP TABLE x; --", "%s %(a)s %%", "!!!", "a", "\ue000text",
    "\ue000query", "\u202etax", "<->", "tax:*A", "-" * 300, "💶 " * 50, "\\'", "tax\n\ttax", "\ud800",
])  # fmt: skip
def test_rubbish_is_harmless(project, cio_finance, browse, rubbish):
    look_for(rubbish, access_of(cio_finance), today())
    if "\ud800" not in rubbish:
        assert browse(cio_finance).get("/search/", {"q": rubbish, "kind": "x", "page": "x"}).status_code == 200
        assert program_of(cio_finance).get("/api/v1/search/", {"q": rubbish}).status_code in (200, 400)


def test_python_and_the_database_take_the_same_signs_for_blanks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_text(%s)", [NO_WORD])
        assert not cursor.fetchone()[0].strip()
    assert Sought(f"a{NO_WORD}b").words == ["a", "b"]


@pytest.mark.parametrize(("typed", "most"), [("lighthouse", MOST), ("lighthuose", MOST_NEAR)])
def test_of_a_word_that_is_everywhere_no_more_are_counted_than_is_said(project, coordinator, typed, most):
    Project.objects.bulk_create(
        Project(code=f"P-{n}", title=f"Lighthouse {n}", lead=project.lead, stage_since_on=today(), currency="EUR")
        for n in range(MOST + 5)
    )
    hits = found(coordinator, typed)[FindKind.PROJECT]
    assert (hits.count, hits.is_more, len(hits.rows)) == (most, True, 5)


def test_what_may_be_seen_is_found_among_more_of_the_same_word_than_are_counted(
    restricted_project, project, cio_finance
):
    def milestones(of, n):
        made = (Milestone(project=of, title=f"Lighthouse {no}", owner=of.lead, baseline_on=today()) for no in range(n))
        Milestone.objects.bulk_create(made)

    milestones(restricted_project, MOST + 5)
    assert not found(cio_finance, "lighthouse")
    milestones(project, 2)
    hits = found(cio_finance, "lighthouse")[FindKind.MILESTONE]
    assert (hits.count, hits.is_more) == (2, False)


def test_no_event_and_no_record_carries_the_words(project):
    from projects.models import ProjectEvent

    with connection.cursor() as cursor:
        columns = [
            column.name for column in connection.introspection.get_table_description(cursor, "projects_projectevent")
        ]
    assert "words" not in columns
    assert ProjectEvent.objects.filter(pgh_obj=project).exists()
    assert "words" not in project.__dict__


def test_the_api_finds_the_same(project, restricted_project, cio_finance):
    answer = program_of(cio_finance).get("/api/v1/search/", {"q": "digital tax"}).json()
    (group,) = answer["groups"]
    assert (group["kind"], group["count"], group["is_more"]) == ("project", 1, False)
    assert group["hits"][0]["path"] == project.get_absolute_url()
    assert program_of(cio_finance).get("/api/v1/search/", {"q": "border"}).json()["groups"] == []


def test_a_key_finds_only_what_its_scopes_read(project, coordinator):
    create_act(kind=Act.Kind.LAW, title="Digital services act", by=coordinator, on=today())

    def kinds(*scopes):
        answer = program_of(coordinator, *scopes).get("/api/v1/search/", {"q": "digital"})
        return {group["kind"] for group in answer.json()["groups"]}

    assert kinds(TokenScope.PORTFOLIO_READ) == {"function", "project"}
    assert kinds(TokenScope.LEGISLATION_READ) == {"act"}
    assert kinds(TokenScope.STATUS_WRITE) == set()


def test_the_api_refuses_strangers_and_wrong_parameters(project, cio_finance, browse):
    assert browse().get("/api/v1/search/?q=tax").status_code == 401
    for asked in ("", "?q=a", "?q=tax&kind=x", "?q=tax&page=2", "?q=tax&kind=project&page=0", "?q=tax&other=1"):
        assert program_of(cio_finance).get(f"/api/v1/search/{asked}").status_code == 400


def test_marks_stand_where_the_words_are():
    assert [part.text for part in marked("Sécurité et identité", ["secur"]) if part.is_hit] == ["Sécurité"]
    assert around("a " * 300 + "needle " + "b " * 300, ["needle"]).startswith("… a ")
    assert "needle" in around("a " * 300 + "needle " + "b " * 300, ["needle"])
    assert meant(["digtal", "idenitty"], ["Digital identity wallet", "Digital tax"]) == "digital identity"
    assert meant(["zzzz"], ["Digital tax"]) == ""

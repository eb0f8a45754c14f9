from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exchange.models import ImportRun, Profile
from exchange.profiles import find_profile, read_profile
from exchange.services import Upload, check, import_file
from ministries.models import Institution, Succession
from ministries.services import create_institution

PROFILE = """
name = "bodies"
target = "institutions"

[fields]
name = "Name"
code = { column = "Facts", inside = "code" }
short_name = { column = "Facts", inside = "short", optional = true }
kind = { column = "Type", otherwise = "agency", values = { "Department" = "ministry" } }
parents = { column = "Above", inside = "*" }
predecessors = { column = "Took over from", split = ";" }
ends_on = { column = "Closed" }
"""
HEAD = "Name,Facts,Type,Above,Took over from,Closed"
WORKS = "Ministry of Works,\"{'code': 'works', 'short': 'MW'}\",Department,[],,"
ROADS = "Road Agency,\"{'code': 'roads', 'short': 'RA'}\",Agency,\"['works', 'finance']\",Bridge Board;Ferry Board,"
BRIDGE = "Bridge Board,{'code': 'bridges'},Board,[],,2024-06-30"


def upload(*rows: str, profile: str = PROFILE, decisions=None) -> Upload:
    content = "\n".join((HEAD, *rows)).encode()
    return Upload("bodies.csv", content, read_profile(profile), {}, decisions or {})


def load(*rows: str, profile: str = PROFILE, decisions=None):
    return import_file(upload(*rows, profile=profile, decisions=decisions), by=None, at=timezone.now())


def counts(outcome) -> tuple[int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged


def left_out(outcome) -> set[tuple[int, str, str, str]]:
    return {(line.row, line.column, line.value, line.reason.split(":")[0].rstrip(".")) for line in outcome.left_out}


def test_rows_become_institutions_with_parents_and_successions(finance):
    outcome = load(ROADS, WORKS, BRIDGE)
    assert counts(outcome) == (3, 0, 0)
    roads = Institution.objects.get(code="roads")
    assert (roads.acronym, roads.kind, roads.parent.code, roads.version) == ("RA", "agency", "works", 1)
    succession = Succession.objects.get()
    assert (succession.predecessor.code, succession.successor.code) == ("bridges", "roads")
    assert (succession.kind, succession.on, succession.predecessor.ends_on) == ("merger", *[date(2024, 6, 30)] * 2)
    assert left_out(outcome) == {
        (2, "Above › *", "finance", "A further parent"),
        (2, "Took over from", "Ferry Board", "Neither in the file nor among the institutions on record"),
    }
    assert counts(load(ROADS, WORKS, BRIDGE)) == (0, 0, 3)


def test_only_what_the_file_gives_is_changed(finance):
    load(WORKS, ROADS)
    Institution.objects.filter(code="works").update(remit="Builds.", parent=finance)
    outcome = load(WORKS.replace("of Works", "of Public Works"), ROADS)
    assert counts(outcome) == (0, 1, 1)
    assert "on record already and changes: name from Ministry of Works to Ministry of Public Works." in str(
        outcome.notes
    )
    works = Institution.objects.get(code="works")
    assert (works.name, works.remit, works.parent, works.acronym) == (
        "Ministry of Public Works",
        "Builds.",
        finance,
        "MW",
    )


def test_circles_of_parents_are_reported_never_written(db):
    outcome = load(WORKS.replace("[]", "['roads']"), ROADS)
    assert {(line.row, line.reason.split(":")[0]) for line in outcome.left_out if line.column == "Above › *"} == {
        (3, "It would make a circle"),
        (3, "Neither in the file nor among the institutions on record."),
    }
    assert Institution.objects.get(code="works").parent.code == "roads"
    assert Institution.objects.get(code="roads").parent is None


def test_two_may_change_places_above_and_below(db):
    load(WORKS, ROADS)
    upside_down = (WORKS.replace("[]", "['roads']"), ROADS.replace("['works', 'finance']", "['bridges']"), BRIDGE)
    assert counts(load(*upside_down)) == (1, 2, 0)
    assert Institution.objects.get(code="works").parent.code == "roads"


def test_a_succession_without_a_day_is_reported(db):
    outcome = load(ROADS, BRIDGE.replace("2024-06-30", ""))
    assert (2, "Took over from", "Bridge Board", "The day is missing") in left_out(outcome)
    assert not Succession.objects.exists()


def test_a_short_name_in_use_is_asked_about_and_never_taken_away(finance):
    known = create_institution(by=None, name="Works Department", acronym="mw", kind="ministry")
    (proposal,) = load(WORKS).proposals
    assert not Institution.objects.filter(code="works").exists()
    assert counts(load(WORKS, decisions={proposal.key: True})) == (0, 1, 0)
    assert Institution.objects.get(pk=known.pk).name == "Ministry of Works"
    apart = PROFILE + f'\n[matches]\ndifferent = [["roads", "{finance.code}"]]\n'
    outcome = load(WORKS, ROADS.replace("'RA'", "'FINANCE'"), profile=apart)
    assert (3, "Facts › short", "FINANCE", "Another institution has this short name already") in left_out(outcome)
    assert Institution.objects.get(code="roads").acronym == ""


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ((WORKS, WORKS.replace("of Works", "of Work")), "Facts › code", "Row 2 has the same code"),
        ((WORKS.replace("'works'", "'new'"),), "Facts › code", "cannot be a code"),
        ((WORKS.replace("'code'", "'cod'"),), "Facts › code", "there are: cod, short"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_written(db, rows, column, words):
    outcome = load(*rows, BRIDGE)
    (problem,) = outcome.problems
    assert problem.column == column
    assert words in problem.reason
    assert not Institution.objects.exists()


def test_the_day_of_the_end_is_not_before_the_first(db):
    create_institution(by=None, code="bridges", name="Bridge Board", kind="agency", starts_on=date(2024, 7, 1))
    (problem,) = load(BRIDGE).problems
    assert (problem.row, problem.column) == (2, "Closed")


def test_the_exported_list_imports_back_without_a_change(browse, coordinator, finance, health):
    create_institution(by=None, name="=Bank, “of” Velmar", kind="regulator", parent=finance, starts_on=date(2001, 2, 3))
    create_institution(
        by=None, name="وزارة العمل", kind="centre of government", parent=health, ends_on=date(2020, 1, 1)
    )
    page = browse(coordinator).get(reverse("ministries:institution-list"), {"export": "csv", "when": "all"})
    back = Upload("institutions.csv", b"".join(page), find_profile("institutions"), {}, {})
    outcome = check(back, on=date(2026, 3, 1))
    assert (outcome.problems, counts(outcome), outcome.left_out, outcome.unread) == ([], (0, 0, 4), [], [])


def test_hundreds_of_rows_take_as_many_queries_as_ten(db, django_assert_max_num_queries):
    def rows(number: int, first: int) -> list[str]:
        return [
            WORKS.replace("works", f"w{n}").replace("MW", f"W{n}").replace("Works", f"Work {n}")
            for n in range(first, first + number)
        ]

    for number, first in ((10, 0), (300, 100)):
        with django_assert_max_num_queries(16):
            assert counts(load(*rows(number, first))) == (number, 0, 0)


@pytest.fixture
def run(browse, coordinator) -> ImportRun:
    Profile.objects.create(name="bodies", target="institutions", text=PROFILE, made_by=coordinator)
    file = SimpleUploadedFile("bodies.csv", "\n".join((HEAD, ROADS, WORKS)).encode())
    browse(coordinator).post(reverse("exchange:run-create", args=["institutions"]), {"file": file, "profile": "bodies"})
    return ImportRun.objects.get()


def test_the_page_shows_what_is_left_out_and_gives_it_as_a_file(browse, coordinator, cio_finance, run):
    client = browse(coordinator)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "3 values would be left out" in page
    address = reverse("exchange:run-left-out", args=[run.pk])
    lines = b"".join(client.get(address)).decode().splitlines()
    assert len(lines) == 4
    assert "2,Road Agency,Took over from,Ferry Board" in "\n".join(lines)
    assert browse(cio_finance).get(address).status_code == 403
    client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version})
    assert Institution.objects.get(code="roads").parent.code == "works"


def test_an_upload_is_discarded_while_it_is_not_applied(browse, coordinator, cio_finance, run):
    address = reverse("exchange:discard-run", args=[run.pk])
    assert browse(cio_finance).post(address, {"version": run.version}).status_code == 403
    client = browse(coordinator)
    client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version})
    run.refresh_from_db()
    client.post(address, {"version": run.version})
    assert ImportRun.objects.exists()
    ImportRun.objects.filter(pk=run.pk).update(state="checked", applied_at=None)
    run.refresh_from_db()
    assert client.post(address, {"version": run.version}).url == reverse("exchange:run-list")
    assert not ImportRun.objects.exists()


def test_a_profile_made_on_the_pages_reads_inside_cells(browse, coordinator):
    client = browse(coordinator)
    file = SimpleUploadedFile("bodies.csv", "\n".join((HEAD, ROADS, WORKS)).encode())
    columns = client.post(reverse("exchange:run-create", args=["institutions"]), {"file": file, "profile": ""}).url
    form = client.get(columns).context["form"]
    chosen = {name: form.initial[name] for name in ("version", *form.columns)}
    named = {column: name for name, column in form.columns.items()}
    assert (chosen[named["Facts › code"]], chosen[named["Facts"]]) == ("code", "")
    meanings = client.post(columns, chosen | {named["Facts › short"]: "short_name"}).url
    form = client.get(meanings).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"name": "our-bodies", "title": "Our bodies"}
    said |= dict.fromkeys(form.odd, "agency")
    profile = client.post(meanings, said).url
    text = client.get(profile).context["form"].initial["text"]
    assert 'code = { column = "Facts", inside = "code" }' in text
    client.post(profile, {"text": text, "version": ImportRun.objects.get().version})
    result = ImportRun.objects.get().result
    assert (result["problems"], result["new"]) == ([], 2)

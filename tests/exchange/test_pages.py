from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.models import ImportRun, Profile
from projects.models import Assessment, Project, Round

SHEET = (
    "Project name;Ministry;Confidence rating;Start date;Total cost (million EUR)\n"
    "Land register online;Justice;Amber/Red;01.04.2024;12,5\n"
    "One health record;Health;Green;01.01.2023;tbd\n"
    "Border posts;Interior;Exempt, state secret;Exempt, state secret;3\n"
)
PROFILE = (Path(__file__).parent / "sheet.toml").read_text()


def upload(text: str = SHEET, **fields: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile("sheet.csv", text.encode()), "round": "2025", "profile": "", **fields}


@pytest.fixture
def saved_profile(coordinator) -> Profile:
    return Profile.objects.create(name="our-sheet", target="projects", text=PROFILE, made_by=coordinator)


@pytest.fixture
def run(coordinator, browse, saved_profile) -> ImportRun:
    browse(coordinator).post(reverse("exchange:run-create", args=["projects"]), upload(profile="our-sheet"))
    return ImportRun.objects.get()


PAGES = ["run-list", "run-choose", "profile-list"]
RUN_PAGES = ["run-detail", "run-columns", "run-profile"]


@pytest.mark.parametrize("name", PAGES)
def test_only_the_office_imports(browse, coordinator, cio_finance, decision_maker, auditor, name):
    assert browse(coordinator).get(reverse(f"exchange:{name}")).status_code == 200
    for person in (cio_finance, decision_maker, auditor):
        assert browse(person).get(reverse(f"exchange:{name}")).status_code == 403
    assert browse().get(reverse(f"exchange:{name}")).status_code == 302


@pytest.mark.parametrize("name", RUN_PAGES)
def test_a_run_is_for_the_office_only(browse, coordinator, cio_finance, run, name):
    address = reverse(f"exchange:{name}", args=[run.pk])
    assert browse(coordinator).get(address).status_code == 200
    assert browse(cio_finance).get(address).status_code == 403
    assert browse(coordinator).get(reverse(f"exchange:{name}", args=[run.pk + 1])).status_code == 404


def test_a_person_makes_a_profile_for_a_file_nobody_has_seen_and_applies_it(browse, coordinator):
    client = browse(coordinator)
    answer = client.post(reverse("exchange:run-create", args=["projects"]), upload())
    run = ImportRun.objects.get()
    assert answer.url == reverse("exchange:run-columns", args=[run.pk])

    page = client.get(answer.url)
    guessed = [page.context["form"].initial[f"column_{index}"] for index in range(5)]
    assert guessed == ["title", "institution", "rating", "starts_on", "cost"]
    assert "Land register online" in page.content.decode()
    chosen = {f"column_{index}": name for index, name in enumerate(guessed)}
    answer = client.post(answer.url, chosen | {"version": run.version})

    page = client.get(answer.url)
    form = page.context["form"]
    odd = {(each.column, each.text): (name, each.guess) for name, each in form.odd.items()}
    assert odd["Confidence rating", "Amber/Red"][1] == "amber/red"
    assert odd["Start date", "Exempt, state secret"][1] == "withheld"
    assert odd["Total cost (million EUR)", "tbd"][1] == "not given"
    assert (form.initial["dates"], form.initial["unit"], form.initial["decimal"]) == ("%d.%m.%Y", "million", ",")
    said = dict(odd.values())
    said |= {name: form.initial[name] for name in ("version", "dates", "unit", "decimal", "symbols")}
    said |= {"name": "justice-sheet", "title": "The sheet of Justice", "asked_currency": "EUR", "asked_by": "reviewer"}
    said |= {"asked_assessor": "Court of Audit", "asked_independent": "true", "asked_year_starts": "01-01"}
    said |= {"asked_stage": "delivery", "asked_absent": "", "asked_visibility": "government"}
    answer = client.post(answer.url, said)

    text = client.get(answer.url).context["form"].initial["text"]
    run.refresh_from_db()
    answer = client.post(answer.url, {"text": text, "version": run.version})
    assert answer.url == run.get_absolute_url()
    assert Profile.objects.get().name == "justice-sheet"
    run.refresh_from_db()
    assert (run.result["problems"], run.result["new"]) == ([], 3)
    assert not Project.objects.exists()

    client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version})
    run.refresh_from_db()
    assert run.is_applied
    assert Project.objects.count() == 3
    assert Project.objects.get(title="Land register online").baselines.get().cost == 12_500_000
    secret = Assessment.objects.get(project__title="Border posts")
    assert secret.withheld == {"rating": "Exempt, state secret"}
    assert Round.objects.get().name == "2025"
    assert "3 new" in client.get(run.get_absolute_url()).content.decode()


def test_a_faulty_profile_comes_back_with_line_and_key_and_what_was_typed(browse, coordinator, run):
    text = PROFILE.replace('currency = "EUR"', 'currency = "Euro"')
    address = reverse("exchange:run-profile", args=[run.pk])
    answer = browse(coordinator).post(address, {"text": text, "version": run.version})
    page = answer.content.decode()
    assert answer.status_code == 400
    line = text.splitlines().index('currency = "Euro"') + 1
    assert f"Row {line}: defaults.currency:" in page
    assert "Euro" in page
    assert Profile.objects.get().text == PROFILE


def test_what_is_no_spreadsheet_is_refused_at_the_field(browse, coordinator):
    answer = browse(coordinator).post(
        reverse("exchange:run-create", args=["projects"]),
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "round": "2025"},
    )
    assert answer.status_code == 400
    assert "Only CSV and XLSX files are read" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_proposed_match_is_confirmed_by_a_person(browse, coordinator, run):
    client = browse(coordinator)
    client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version})
    renamed = SHEET.replace("One health record", "One national health record")
    client.post(reverse("exchange:run-create", args=["projects"]), upload(renamed, profile="our-sheet", round="2026"))
    later = ImportRun.objects.exclude(pk=run.pk).get()
    (proposal,) = later.result["proposals"]
    assert not later.may_be_applied
    assert proposal["known"] in client.get(later.get_absolute_url()).content.decode()

    answer = client.post(reverse("exchange:apply-run", args=[later.pk]), {"version": later.version})
    assert answer.status_code == 302
    assert not Round.objects.filter(name="2026").exists()

    later.refresh_from_db()
    said = {"version": later.version, "key_0": proposal["key"], "match_0": "same"}
    client.post(reverse("exchange:decide-run", args=[later.pk]), said)
    later.refresh_from_db()
    assert (later.result["proposals"], later.result["new"], later.result["changed"]) == ([], 0, 3)
    client.post(reverse("exchange:apply-run", args=[later.pk]), {"version": later.version})
    assert set(Project.objects.values_list("title", flat=True)) == {
        "Land register online", "One national health record", "Border posts",
    }  # fmt: skip
    assert later.by == coordinator


def test_a_file_is_applied_once(browse, coordinator, run):
    client = browse(coordinator)
    address = reverse("exchange:apply-run", args=[run.pk])
    client.post(address, {"version": run.version})
    assert client.post(address, {"version": run.version}).status_code == 302
    assert Project.objects.count() == 3
    assert Assessment.objects.count() == 3


def test_the_pages_take_few_queries(browse, coordinator, run, django_assert_max_num_queries):
    client = browse(coordinator)
    for address in (reverse("exchange:run-list"), run.get_absolute_url()):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


def test_a_file_too_long_for_a_page_goes_to_the_command_line(browse, coordinator, saved_profile):
    client = browse(coordinator)
    head, first, *_others = SHEET.splitlines()
    rows = [first.replace("Land register", f"Register {number}") for number in range(2001)]
    client.post(
        reverse("exchange:run-create", args=["projects"]), upload("\n".join((head, *rows)), profile="our-sheet")
    )
    run = ImportRun.objects.get()
    assert run.result["new"] == 2001
    page = client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version}, follow=True)
    assert "command line" in page.content.decode()
    assert "Apply the whole file" not in page.content.decode()
    assert not Project.objects.exists()


def test_a_saved_profile_that_was_not_seen_is_not_replaced(browse, coordinator, run):
    Profile.objects.filter(name="our-sheet").update(text=f"# Of a colleague\n{PROFILE}")
    address = reverse("exchange:run-profile", args=[run.pk])
    page = browse(coordinator).post(address, {"text": f"# Mine\n{PROFILE}", "version": run.version})
    assert page.status_code == 400
    assert "There is a profile of this name that you have not seen" in page.content.decode()
    assert Profile.objects.get(name="our-sheet").text.startswith("# Of a colleague")
    run.refresh_from_db()
    assert run.profile_text == PROFILE


def test_two_who_describe_one_file_are_asked_column_by_column(browse, coordinator):
    client = browse(coordinator)
    address = client.post(reverse("exchange:run-create", args=["projects"]), upload()).url
    form = client.get(address).context["form"]
    mine = {name: form.initial[name] for name in ("version", *form.columns)}
    assert client.post(address, mine | {"column_4": "-"}).status_code == 302
    page = client.post(address, mine)
    assert page.status_code == 409
    assert [each.name for each in page.context["found"].questions] == ["column_4"]
    assert client.post(address, dict(page.context["found"].inputs) | {"keep-column_4": "mine"}).status_code == 302
    assert "Total cost (million EUR)" in ImportRun.objects.get().result["making"]["columns"]


def test_meanings_described_twice_are_shown_again_not_replaced(browse, coordinator):
    client = browse(coordinator)
    columns = client.post(reverse("exchange:run-create", args=["projects"]), upload()).url
    form = client.get(columns).context["form"]
    meanings = client.post(columns, {name: form.initial[name] for name in ("version", *form.columns)}).url
    form = client.get(meanings).context["form"]
    mine = {name: form[name].value() or "" for name in form.fields} | {"name": "a-sheet", "title": "A sheet"}
    mine |= {"asked_currency": "EUR", "asked_absent": "", "asked_assessor": "Court of Audit"}
    assert client.post(meanings, mine).status_code == 302
    page = client.post(meanings, mine | {"title": "Another title"})
    assert page.status_code == 409
    assert "Somebody saved this while you were writing" in page.content.decode()
    assert 'title = "A sheet"' in ImportRun.objects.get().result["making"]["text"]

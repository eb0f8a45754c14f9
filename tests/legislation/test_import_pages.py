"""The office's page of imports with acts and measures: look first, then apply."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.models import ImportRun
from legislation.models import Act, Measure
from tests.ministries.test_pages import text

ACTS = (
    "celex_id,full_name,effective_date,transposition_article,transposition_text,id,eur_lex_url,articles\n"
    '32024L0001,Wallets Directive,2024-01-01,9,"By 30 June 2026, Member States shall adopt and publish the measures '
    'necessary to comply with this Directive.",W,,10\n'
    "32024R0002,Signs Regulation,,,,S,,4\n"
)
LAWS = "Abbreviation;Title;In force\nWalA;Wallets Act;yes\nOldA;Signs Act;no\n"
MEASURES = (
    "directive_celex,national_title,matched_source_act\n"
    "32024L0001,WALLETS ACT1,Wallets Act\n"
    "32024L0001,Act amending the Signs Act,Signs Act\n"
)

pytestmark = pytest.mark.django_db


def send(client, target: str, content: str, profile: str = "") -> ImportRun:
    file = SimpleUploadedFile("list.csv", content.encode())
    client.post(reverse("exchange:run-create", args=[target]), {"file": file, "profile": profile})
    return ImportRun.objects.get(state="checked")


def apply(client, run: ImportRun) -> str:
    return text(client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version}, follow=True))


def make_profile(client, run: ImportRun, fields: list[str], **asked: str) -> ImportRun:
    """What a person answers on the pages, meanings of odd cells as they were guessed."""
    columns = {f"column_{index}": name for index, name in enumerate(fields)}
    client.post(reverse("exchange:run-columns", args=[run.pk]), columns | {"version": run.version})
    address = reverse("exchange:run-meanings", args=[run.pk])
    form = client.get(address).context["form"]
    meanings = {
        name: {"yes": "in force", "no": "repealed"}.get(each.text, each.guess) for name, each in form.odd.items()
    }
    said = {name: form.initial[name] for name in ("version", "dates", "unit", "decimal", "symbols")}
    client.post(address, said | meanings | {"name": "our-list", "title": "Our list", **asked})
    address = reverse("exchange:run-profile", args=[run.pk])
    form = client.get(address).context["form"]
    answer = client.post(address, {name: form.initial[name] for name in ("text", "version")})
    assert answer.url == run.get_absolute_url()
    return ImportRun.objects.get(pk=run.pk)


def test_the_preview_names_each_proposed_deadline_and_applying_writes_the_file(browse, coordinator):
    client = browse(coordinator)
    run = send(client, "acts", ACTS, "eu-digital-acts")
    page = text(client.get(run.get_absolute_url()))
    assert "list.csv would make 2 new and change 0" in page
    assert "1 deadline is read in the text of an article and proposed; somebody has to confirm it." in page
    assert "32024L0001, Wallets Directive: 30 Jun 2026 is proposed." in page
    assert "Acts by kind" in page
    assert not Act.objects.exists()
    assert "list.csv: 2 new, 0 changed" in apply(client, run)
    assert Act.objects.count() == 2


def test_a_list_of_laws_nobody_has_seen_is_described_on_the_pages(browse, coordinator):
    client = browse(coordinator)
    run = send(client, "acts", LAWS)
    guessed = client.get(reverse("exchange:run-columns", args=[run.pk])).context["form"].initial
    fields = [guessed[f"column_{index}"] for index in range(3)]
    assert fields == ["number", "title", "status"]
    run = make_profile(client, run, fields, asked_kind="law")
    assert run.result["problems"] == []
    apply(client, run)
    acts = {act.number: (act.kind, act.title, act.status) for act in Act.objects.all()}
    assert acts == {"WalA": ("law", "Wallets Act", "in force"), "OldA": ("law", "Signs Act", "repealed")}


def test_measures_that_find_no_law_stand_in_the_preview_row_by_row(browse, coordinator):
    client = browse(coordinator)
    apply(client, send(client, "acts", ACTS, "eu-digital-acts"))
    apply(client, make_profile(client, send(client, "acts", LAWS), ["number", "title", "status"], asked_kind="law"))
    run = send(client, "measures", MEASURES, "ee-national-measures")
    page = text(client.get(run.get_absolute_url()))
    assert "would make 1 new" in page
    assert "Act amending the Signs Act" in page
    assert "the file takes it for “Signs Act”" in page
    apply(client, run)
    assert Measure.objects.get().law.number == "WalA"
    assert Measure.objects.get().import_run == run


def test_a_list_of_measures_nobody_has_seen_is_described_on_the_pages(browse, coordinator):
    client = browse(coordinator)
    apply(client, send(client, "acts", ACTS, "eu-digital-acts"))
    run = make_profile(client, send(client, "measures", MEASURES), ["celex", "title", "also"])
    assert (run.result["problems"], len(run.result["left_out"])) == ([], 2)


def test_the_preview_of_many_acts_costs_no_more(browse, coordinator, django_assert_max_num_queries):
    client = browse(coordinator)
    rows = "".join(f"32024L{number:04d},Directive {number},,,,,,\n" for number in range(1000, 1300))
    run = send(client, "acts", ACTS.splitlines(keepends=True)[0] + rows, "eu-digital-acts")
    with django_assert_max_num_queries(12):
        client.get(run.get_absolute_url())

"""3,114 EU directives, 601 Estonian laws, 49 EU acts on digital matters and 41 notified measures, read unchanged."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from legislation.models import Act, Measure
from legislation.rules.celex import read_celex
from legislation.services import reject_deadline

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "eu_ee_law"
DIRECTIVES, LAWS, DIGITAL, MEASURES = (
    ("import_acts", "eu_directives_et.csv", "eu-directives-et"),
    ("import_acts", "ee_laws.csv", "ee-laws"),
    ("import_acts", "eu_digital_acts.csv", "eu-digital-acts"),
    ("import_measures", "ee_nim_sample.csv", "ee-national-measures"),
)
DEADLINES = {
    "32011L0061": date(2013, 7, 22),
    "32022L2557": date(2024, 10, 17),
    "32022L2555": date(2024, 10, 17),
    "32024L1760": date(2026, 7, 26),
    "32022L2464": date(2024, 7, 6),
    "32018L1972": date(2020, 12, 21),
    "32002L0058": date(2003, 10, 31),
    "32016L0680": date(2018, 5, 6),
    "32023R1114": date(2024, 12, 30),
    "32014L0065": date(2016, 7, 3),
    "32024L2853": date(2026, 12, 9),
    "32015L2366": date(2018, 1, 13),
    "32014L0053": date(2016, 6, 12),
}
"""As a person reads the articles."""

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real data is not here: {FOLDER}"),
    pytest.mark.django_db,
]


def load(source: tuple[str, str, str]) -> dict[str, Any]:
    command, file, profile = source
    out = StringIO()
    call_command(command, str(FOLDER / file), profile=profile, json=True, stdout=out)
    said = json.loads(out.getvalue())
    print(f"{file}: " + ", ".join(f"{name} {said[name]}" for name in ("rows", "new", "changed", "unchanged")))
    return said


def counts(said: dict[str, Any]) -> tuple[int, int, int]:
    assert said["errors"] == []
    return said["new"], said["changed"], said["unchanged"]


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_directive_comes_on_record_and_every_corrigendum_finds_its_act():
    assert counts(load(DIRECTIVES)) == (3114, 0, 0)
    corrigenda = [act for act in Act.objects.select_related("corrects") if act.read_celex.is_corrigendum]
    assert len(corrigenda) == 140
    assert all(act.corrects.celex == act.read_celex.basis for act in corrigenda)
    assert Act.objects.filter(status="unknown").count() == 141
    assert Act.objects.filter(eli="").count() == 1
    assert counts(load(DIRECTIVES)) == (0, 0, 3114)


def test_every_law_has_a_title_without_the_notes_of_its_collector():
    assert counts(load(LAWS)) == (601, 0, 0)
    assert counts(load(LAWS)) == (0, 0, 601)
    by_number = {act.number: act for act in Act.objects.all()}
    said = {each["abbreviation"]: " ".join(each["title_et"].split()) for each in rows("ee_laws.csv")}
    cut = {number: title for number, title in said.items() if by_number[number].title != title}
    print(f"titles cut: {len(cut)}")
    assert len(cut) == 46
    assert all(title.startswith(f"{by_number[number].title} (") for number, title in cut.items())
    assert not [act.title for act in by_number.values() if "terviktekst" in act.title or "verifitseer" in act.title]
    assert by_number["VOS_Osa7"].title == "Võlaõigusseadus"
    assert by_number["ERIIGI"].title == "E-riigi seadus (digiriigi koondregulatsioon)"
    assert Act.objects.filter(status="unknown").count() == 5


def test_a_law_ends_on_the_day_after_its_last_day():
    load(LAWS)
    by_number = {act.number: act for act in Act.objects.all()}
    ended = [each for each in rows("ee_laws.csv") if each["valid_until"]]
    assert len(ended) == 291
    for each in ended:
        last = date.fromisoformat(each["valid_until"])
        assert by_number[each["abbreviation"]].repealed_on == last + timedelta(days=1)


def test_deadlines_in_prose_are_proposed_and_none_is_taken_for_confirmed():
    load(DIRECTIVES)
    titles = dict(Act.objects.values_list("celex", "title"))
    new, changed, unchanged = counts(load(DIGITAL))
    assert new + changed + unchanged == 49
    assert not Act.objects.filter(transposition_due_on__isnull=False).exists()
    assert dict(Act.objects.exclude(proposed_due_on=None).values_list("celex", "proposed_due_on")) == DEADLINES
    markets = Act.objects.get(celex="32014L0065")
    assert markets.title == titles["32014L0065"]
    assert markets.short_title == "Markets in Financial Instruments Directive II"
    assert markets.transposition_words.startswith("Art. 93")
    assert not any(read_celex(act.celex).is_consolidated for act in Act.objects.all())
    assert counts(load(DIGITAL)) == (0, 0, 49)
    assert counts(load(DIRECTIVES)) == (0, 0, 3114)


def test_a_proposal_that_a_person_rejected_is_not_made_again(coordinator):
    load(DIGITAL)
    act = Act.objects.get(celex="32024L1760")
    reject_deadline(act, act.version, reason="It was put off.", by=coordinator)
    assert counts(load(DIGITAL)) == (0, 0, 49)
    assert Act.objects.get(celex="32024L1760").proposed_due_on is None


def test_measures_find_their_laws_and_those_that_do_not_are_named():
    load(DIRECTIVES)
    load(LAWS)
    said = load(MEASURES)
    assert counts(said) == (37, 0, 0)
    for line in said["left_out"]:
        print(f"row {line['row']}: {line['value']} [{line['name']}]")
    assert len(said["left_out"]) == 4
    assert {line["column"] for line in said["left_out"]} == {"national_title"}
    data = Measure.objects.get(act__celex="32003L0098", law__title="Isikuandmete kaitse seadus")
    assert (data.law.number, data.law.status) == ("IKS", "in force")
    assert counts(load(MEASURES)) == (0, 0, 37)

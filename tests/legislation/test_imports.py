"""Acts and measures from files: checked first, all or nothing, the same file twice is one."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from core.access import today
from exchange.models import ImportRun
from exchange.problems import Refused
from exchange.profiles import read_profile
from exchange.services import Upload, check, import_file
from legislation.models import Act, Measure
from legislation.permissions import may_import_laws
from legislation.services import confirm_deadline, reject_deadline
from tests.ministries.test_pages import text

EU = """
name = "eu"
target = "acts"
[fields]
celex = "CELEX"
title = { column = "Title", optional = true }
short_title = { column = "Known as", optional = true }
eli = { column = "ELI", optional = true }
kind = { column = "Kind", optional = true }
article = { column = "Article", optional = true }
transposition_words = { column = "Text", optional = true }
"""
LAWS = """
name = "laws"
target = "acts"
[fields]
number = "No"
title = { column = "Title", remove = ' \\(as collected\\).*$' }
in_force_on = { column = "From", optional = true }
last_day_on = { column = "Last day", optional = true }
status = { column = "Status", optional = true }
transposition_words = { column = "Text", optional = true }
[defaults]
kind = "law"
"""
MEASURES = """
name = "measures"
target = "measures"
[fields]
celex = "CELEX"
title = "Law"
also = { column = "Taken for", optional = true }
"""
BY_JUNE = (
    "Member States shall adopt and publish, by 30 June 2026, the provisions necessary to comply with this Directive."
)
BY_MAY = BY_JUNE.replace("30 June 2026", "31 May 2027")

pytestmark = pytest.mark.django_db


def upload(profile: str, *lines: str) -> Upload:
    return Upload("acts.csv", "\n".join(lines).encode(), read_profile(profile), {}, {})


def load(profile: str, *lines: str):
    return import_file(upload(profile, *lines), by=None, at=timezone.now())


def counts(outcome) -> tuple[int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged


def problems(outcome) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in outcome.problems]


def load_prose(words: str = BY_JUNE):
    return load(EU, "CELEX,Title,Text", f'32024L0001,On Wallets,"{words}"')


def test_acts_get_codes_kinds_and_an_entry_in_the_history():
    found = load(EU, "CELEX,Title", "32024L0001,On Wallets", "32024R0002,On Signs")
    assert (counts(found), found.tally("kinds")) == ((2, 0, 0), {"EU directive": 1, "EU regulation": 1})
    wallets = Act.objects.get(celex="32024L0001")
    assert (wallets.kind, wallets.status) == ("directive", "unknown")
    assert wallets.code.startswith(f"A-{today().year}-")
    run = ImportRun.objects.get()
    assert (run.file_name, run.target, run.result["new"]) == ("acts.csv", "acts", 2)
    assert wallets.code != Act.objects.get(celex="32024R0002").code


def test_checking_writes_nothing():
    assert counts(check(upload(EU, "CELEX,Title", "32024L0001,On Wallets"), on=today())) == (1, 0, 0)
    assert not Act.objects.exists()


def test_the_same_file_again_changes_nothing_and_another_title_is_told():
    load(EU, "CELEX,Title", "32024L0001,On Wallets", "32024R0002,On Signs")
    again = load(EU, "CELEX,Title", "32024L0001,On Wallets", "32024R0002,On Signs")
    assert (counts(again), again.changes_anything) == ((0, 0, 2), False)
    other = load(EU, "CELEX,Title", "32024L0001,On Digital Wallets", "32024R0002,On Signs")
    assert counts(other) == (0, 1, 1)
    assert any("title from On Wallets to On Digital Wallets" in note for note in other.notes)
    assert ImportRun.objects.count() == 2


def test_an_empty_cell_leaves_what_is_on_record():
    load(EU, "CELEX,Title,Known as", "32024L0001,On Wallets,Wallets")
    assert counts(load(EU, "CELEX,Title,Known as", "32024L0001,,")) == (0, 0, 1)
    assert Act.objects.get().short_title == "Wallets"


def test_a_usual_name_is_the_title_only_of_an_act_that_is_new():
    load(EU, "CELEX,Title", "32024L0001,On Wallets")
    load(EU, "CELEX,Known as", "32024L0001,Wallets", "32024R0002,Signs")
    titles = {act.celex: (act.title, act.short_title) for act in Act.objects.all()}
    assert titles == {"32024L0001": ("On Wallets", "Wallets"), "32024R0002": ("Signs", "Signs")}


def test_every_error_names_row_column_and_value_and_nothing_is_written():
    found = load(
        EU,
        "CELEX,Title,ELI,Kind",
        "32024L0001,On Wallets,,",
        "2024/1,On Signs,,",
        ",On Keys,,",
        "32024L0001,On Wallets again,,",
        "32024L0003,,,",
        "32024L0004,On Doors,data.europa.eu,",
        "32024L0005,On Roofs,,eu regulation",
        "32024L0006,On Walls,,law",
    )
    assert problems(found) == [
        (3, "CELEX", "2024/1"),
        (4, "CELEX", ""),
        (5, "CELEX", "32024L0001"),
        (6, "Title", ""),
        (7, "ELI", "data.europa.eu"),
        (8, "Kind", "eu regulation"),
        (9, "Kind", "law"),
    ]
    assert not Act.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("rows", [("32024L0001R(02)", "32024L0001"), ("32024L0001", "32024L0001R(02)")])
def test_a_corrigendum_finds_its_act_in_any_order_of_rows(rows):
    found = load(EU, "CELEX,Title", *(f"{celex},Title" for celex in rows))
    assert "1 corrigendum; of 1 the act it corrects is known." in found.notes
    assert Act.objects.get(celex="32024L0001R(02)").corrects == Act.objects.get(celex="32024L0001")


def test_a_corrigendum_on_record_finds_the_act_of_a_later_file():
    load(EU, "CELEX,Title", "32024L0001R(02),Correction")
    assert counts(load(EU, "CELEX,Title", "32024L0001,On Wallets")) == (1, 0, 0)
    assert Act.objects.get(celex="32024L0001R(02)").corrects == Act.objects.get(celex="32024L0001")


def test_a_consolidated_text_stands_for_the_act_itself():
    load(EU, "CELEX,Title", "32002L0058,On Privacy")
    found = load(EU, "CELEX,Known as", "02002L0058-20091219,ePrivacy")
    assert counts(found) == (0, 1, 0)
    assert "1 row is a consolidated text; it is taken for the act itself." in found.notes
    assert Act.objects.get().short_title == "ePrivacy"
    assert problems(load(EU, "CELEX,Title", "32002L0058,A", "02002L0058-20091219,B")) == [(3, "CELEX", "32002L0058")]


def test_a_deadline_in_prose_is_proposed_and_never_taken_for_confirmed():
    found = load(EU, "CELEX,Title,Article,Text", f'32024L0001,On Wallets,12,"{BY_JUNE}"')
    act = Act.objects.get()
    assert (act.proposed_due_on, act.transposition_due_on) == (date(2026, 6, 30), None)
    assert act.transposition_words == f"Art. 12\n{BY_JUNE}"
    assert "32024L0001, On Wallets: 30 Jun 2026 is proposed." in found.notes


def test_what_a_person_rejected_is_proposed_again_only_by_other_words(coordinator):
    load_prose()
    act = Act.objects.get()
    reject_deadline(act, act.version, reason="Put off.", by=coordinator)
    assert counts(load_prose()) == (0, 0, 1)
    assert Act.objects.get().proposed_due_on is None
    assert counts(load_prose(BY_MAY)) == (0, 1, 0)
    assert Act.objects.get().proposed_due_on == date(2027, 5, 31)


def test_other_words_never_move_a_deadline_that_a_person_confirmed(coordinator):
    load_prose()
    act = Act.objects.get()
    confirm_deadline(act, act.version, due_on=date(2026, 6, 30), by=coordinator)
    found = load_prose(BY_MAY)
    act = Act.objects.get()
    assert (act.transposition_due_on, act.proposed_due_on, act.transposition_words) == (date(2026, 6, 30), None, BY_MAY)
    assert any("says 31 May 2027, and 30 Jun 2026 stands confirmed" in note for note in found.notes)


def test_words_without_a_day_withdraw_what_was_proposed():
    load_prose()
    load_prose("Member States shall adopt it within two years.")
    assert Act.objects.get().proposed_due_on is None


def test_a_law_loses_its_collectors_note_and_ends_the_day_after_its_last():
    found = load(
        LAWS, "No,Title,From,Last day,Status", "DocA,Documents Act (as collected).,1999-01-01,2020-12-31,repealed"
    )
    law = Act.objects.get()
    assert counts(found) == (1, 0, 0)
    assert (law.kind, law.title, law.status) == ("law", "Documents Act", "repealed")
    assert law.repealed_on == date(2021, 1, 1)


def test_a_law_that_ends_before_it_begins_or_is_transposed_is_refused():
    head = "No,Title,From,Last day,Text"
    found = load(LAWS, head, "A,Acts Act,2020-01-01,2019-01-01,", "B,Bees Act,,,By 1 May 2020")
    assert problems(found) == [(2, "Last day", "2019-01-02"), (3, "Text", "")]


def test_a_national_act_without_a_kind_is_asked_for_it():
    found = load(LAWS.replace('[defaults]\nkind = "law"\n', ""), "No,Title", "A,Acts Act")
    assert "[defaults]" in found.problems[0].reason


def test_two_laws_of_one_title_are_told_by_their_numbers():
    found = load(LAWS, "No,Title", "A,Bees Act", "B,Bees Act")
    assert "A, B have one title: Bees Act." in found.notes


def test_a_profile_with_an_unknown_kind_is_refused():
    with pytest.raises(Refused, match="Choose one of: law, regulation"):
        read_profile(LAWS.replace('kind = "law"', 'kind = "decree"'))


@pytest.fixture
def register() -> None:
    load(EU, "CELEX,Title", "32024L0001,On Wallets", "32024L0002,On Signs")
    load(LAWS, "No,Title,Status", "OldBee,Bees Act,repealed", "Bee,Bees Act,in force", "Wallet,Wallets Act,in force")


def test_a_measure_finds_its_law_in_capitals_with_a_footnote_behind(register):
    assert counts(load(MEASURES, "CELEX,Law", "32024L0001,WALLETS ACT1", "32024L0002,Wallets Act 2")) == (2, 0, 0)
    assert {(each.act.celex, each.law.number) for each in Measure.objects.all()} == {
        ("32024L0001", "Wallet"),
        ("32024L0002", "Wallet"),
    }
    assert Measure.objects.first().import_run.target == "measures"
    assert counts(load(MEASURES, "CELEX,Law", "32024L0001,WALLETS ACT1")) == (0, 0, 1)


def test_of_two_laws_of_one_title_the_one_in_force_is_meant(register):
    load(MEASURES, "CELEX,Law", "32024L0001,BEES ACT")
    assert Measure.objects.get().law.number == "Bee"


def test_a_title_that_no_law_has_is_left_out_by_name_and_the_rest_is_taken(register):
    head = "CELEX,Law,Taken for"
    found = load(MEASURES, head, "32024L0001,Act amending the Wallets Act,Wallets Act", "32024L0002,Wallets Act,")
    assert (counts(found), found.problems) == ((1, 0, 0), [])
    line = found.left_out[0]
    assert (line.row, line.column, line.value) == (2, "Law", "Act amending the Wallets Act")
    assert line.name == "32024L0001; the file takes it for “Wallets Act”"


def test_a_person_says_in_the_profile_which_law_is_meant(register):
    same = '[matches]\nsame = [["Act amending the Wallets Act", "Wallet"]]\n'
    row = "32024L0001,ACT AMENDING THE WALLETS ACT1"
    assert counts(load(MEASURES + same, "CELEX,Law", row)) == (1, 0, 0)
    gone = load(MEASURES + same.replace('"Wallet"]', '"Purse"]'), "CELEX,Law", row)
    assert "takes it for “Purse”" in gone.problems[0].reason


def test_two_laws_in_force_of_one_title_are_left_for_a_person(register):
    load(LAWS, "No,Title,Status", "Bee2,Bees Act,in force")
    found = load(MEASURES, "CELEX,Law", "32024L0001,Bees Act")
    assert "Several laws on record" in found.left_out[0].reason


def test_an_act_that_is_not_on_record_refuses_the_file_and_a_pair_said_twice_is_named(register):
    found = load(MEASURES, "CELEX,Law", "32024L0009,Wallets Act", "32024L0001,Wallets Act", "32024L0001,WALLETS ACT1")
    assert problems(found) == [(2, "CELEX", "32024L0009")]
    assert [(line.row, line.name) for line in found.left_out] == [(4, "32024L0001")]
    assert not Measure.objects.exists()


def test_pairs_that_are_no_pairs_are_refused_in_the_profile():
    with pytest.raises(Refused, match="Write pairs"):
        read_profile(MEASURES + '[matches]\nsame = ["Wallets Act"]\n')


def test_what_a_person_wrote_since_is_in_the_preview(coordinator):
    load(EU, "CELEX,Known as", "32024L0001,Wallets")
    assert load(EU, "CELEX,Known as", "32024L0001,Purses").notes == [
        "32024L0001, Purses is on record already and changes: short title from Wallets to Purses."
    ]


def test_only_the_office_imports_acts(browse, coordinator, cio_finance):
    address = reverse("exchange:run-create", args=["acts"])
    assert "Acts of national and EU law" in text(browse(coordinator).get(address))
    assert browse(cio_finance).get(address).status_code in (403, 404)
    assert not may_import_laws(AnonymousUser())

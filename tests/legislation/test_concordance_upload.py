"""A file for a concordance table: looked at first, then written as a whole or not at all."""

import csv
import zipfile
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.access import today
from exchange.models import ImportRun
from legislation.models import Concordance
from legislation.services import add_line, edit_line, touch_act
from tests.conftest import person
from tests.exchange.test_files import workbook
from tests.legislation.test_concordance import held, line  # noqa: F401 - fixtures
from tests.legislation.test_concordance_pages import path, text

HEADS = ("EU provision", "What it asks", "Level", "National act", "National provision", "Complete by", "Note")
GOOD = (
    HEADS,
    ("Art. 3", "Who is essential", "Fully transposed", "No. 41/2019", "§ 4", "", ""),
    ("Art. 4", "", "partially transposed", "eID Act", "§ 5 (2)", "31.3.2030", "Half of it."),
    ("Art. 5", "", "not relevant", "", "", "", ""),
)


def sheet(*rows) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def send(client, act, content: bytes, name="table.csv"):
    return client.post(path(act, "concordance-upload"), {"file": SimpleUploadedFile(name, content)})


def sent(client, act, content: bytes, name="table.csv"):
    """The page that says what the file would do."""
    answer = send(client, act, content, name)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


def pressed(client, act, checked, action="concordance-apply"):
    run = checked.context["run"]
    return client.post(path(act, action, run.pk), {"version": run.version}, follow=True)


def body(answer) -> str:
    return answer.content.decode()


def exported(client, act, kind: str) -> bytes:
    answer = client.get(path(act), {"export": kind})
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def edited(content: bytes, **cells) -> bytes:
    """A workbook with cells written over: ``C2=...``."""
    book = openpyxl.load_workbook(BytesIO(content))
    for place, value in cells.items():
        book.active[place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def standing(act) -> list[tuple]:
    rows = Concordance.objects.of_act(act).in_order()
    return list(rows.values_list("provision", "level", "law", "national_provision", "completed_on", "note", "version"))


def problems(checked) -> list[tuple]:
    return [(each["row"], each["column"], each["value"]) for each in checked.context["result"]["problems"]]


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
def test_a_good_file_is_shown_first_and_written_when_somebody_applies_it(browse, coordinator, directive, act, name):
    client = browse(coordinator)
    checked = sent(client, directive, sheet(*GOOD) if name.endswith("csv") else workbook(*GOOD), name)
    assert "3 new, 0 changed, 0 the same" in body(checked)
    assert "Partially transposed · eID Act · § 5 (2)" in body(checked)
    assert not Concordance.objects.exists()
    assert "The file is in the table." in body(pressed(client, directive, checked))
    lines = list(Concordance.objects.of_act(directive).in_order())
    assert [(each.provision, each.level, each.law, each.position) for each in lines] == [
        ("Art. 3", "fully", act, 1),
        ("Art. 4", "partially", act, 2),
        ("Art. 5", "not relevant", None, 3),
    ]
    assert (lines[1].completed_on.isoformat(), lines[1].note) == ("2030-03-31", "Half of it.")
    assert "applied" in body(client.get(checked.request["PATH_INFO"]))


def test_the_same_file_again_changes_nothing(browse, coordinator, directive, act):
    client = browse(coordinator)
    pressed(client, directive, sent(client, directive, sheet(*GOOD)))
    before = standing(directive)
    again = sent(client, directive, sheet(*GOOD))
    assert "0 new, 0 changed, 3 the same" in body(again)
    assert "there is nothing to apply" in body(again)
    assert "Apply the whole file" not in body(again)
    pressed(client, directive, again)
    assert standing(directive) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_comes_back_without_a_change(
    browse, coordinator, cio_finance, directive, act, item, held, kind
):  # fmt: skip
    touch_act(item, directive, provisions="Art. 5", by=coordinator)
    add_line(directive, provision="Art. 9", level="fully", law=act, national_provision="-", completed_on=today(),
             text="=two\r\nlines\n\n- with “quotes”, and more; ", note="'apostrophe\n+1", item=item, completed_by=act,
             by=coordinator)  # fmt: skip
    add_line(directive, provision="@10  (a)", position=0, by=coordinator)
    before = standing(directive)
    for user in (coordinator, cio_finance):
        client = browse(user)
        checked = sent(client, directive, exported(client, directive, kind), f"table.{kind}")
        assert "0 new, 0 changed, 3 the same" in body(checked)
        pressed(client, directive, checked)
        assert standing(directive) == before


def test_a_line_edited_in_the_file_says_what_would_change_and_what_did(browse, coordinator, directive, act, line):
    client = browse(coordinator)
    file = edited(exported(client, directive, "xlsx"), C2="Fully transposed", D2="eID Act", F2="§ 7")
    checked = sent(client, directive, file, "table.xlsx")
    assert [(each.what, each.name, each.before, each.now) for each in checked.context["moves"]] == [
        ("Level", "Art. 3", "Not compared yet", "Fully transposed"),
        ("National act", "Art. 3", "", "eID Act"),
        ("National provision", "Art. 3", "", "§ 7"),
    ]
    pressed(client, directive, checked)
    line.refresh_from_db()
    assert (line.level, line.law, line.national_provision, line.text) == (
        "fully", act, "§ 7", "Essential and important entities",
    )  # fmt: skip
    assert "What was changed" in body(client.get(checked.request["PATH_INFO"]))


def test_provisions_of_lines_that_move_up_by_one_are_taken_over(browse, coordinator, directive, line):
    add_line(directive, provision="Art. 4", by=coordinator)
    client = browse(coordinator)
    file = edited(exported(client, directive, "xlsx"), A2="Art. 4", A3="Art. 3")
    pressed(client, directive, sent(client, directive, file, "table.xlsx"))
    assert [row[0] for row in standing(directive)] == ["Art. 4", "Art. 3"]


def test_every_error_of_a_bad_file_says_row_column_value_why_and_how_and_nothing_is_written(
    browse, coordinator, directive, act, line
):  # fmt: skip
    client = browse(coordinator)
    heads = (*HEADS, "Completed by item", "Position", "EU act", "Line")
    checked = sent(
        client,
        directive,
        sheet(
            heads,
            ("Art. 10", "", "not relevant"),
            ("", "", "", "", "", "", "No provision."),
            ("Art. 11", "", "nearly", "No. 99/1999", "", "soon", "", "H-1999-0001", "first"),
            ("Art. 12", "", "fully"),
            ("Art. 10", "", "discretionary"),
            ("Art. 13", "", "", "32022L2555"),
            ("Art. 14", "", "", "", "", "", "", "", "", "32016L1148"),
            ("Art. 3", "", "", "", "", "", "", "", "", "", "999999"),
            ("Art. 15" * 20,),
        ),
    )
    assert problems(checked) == [
        (3, "EU provision", ""),
        (4, "Level", "nearly"),
        (4, "National act", "No. 99/1999"),
        (4, "Completed by item", "H-1999-0001"),
        (4, "Complete by", "soon"),
        (4, "Position", "first"),
        (5, "National act", ""),
        (5, "National provision", ""),
        (6, "EU provision", "Art. 10"),
        (7, "National act", "32022L2555"),
        (8, "EU act", "32016L1148"),
        (9, "Line", "999999"),
        (10, "EU provision", "Art. 15" * 20),
    ]
    page = body(checked)
    for hint in (
        "13 cells stand in the way", "Fill it, or remove the row.", "Write one of Fully transposed", "Put it on record first",
        "Correct the cell, or empty it.", "Write it as 2027-03-31", "Write a whole number", "or choose another level.",
        "Row 2 names the same provision", "Name the national act.", "Correct it, or leave the cell empty.",
        "Empty the cell if the line is to be added.", "Shorten it.", "Mend the file and upload it again.",
    ):  # fmt: skip
        assert hint in page, hint
    assert "Apply the whole file" not in page
    assert "Something stands against it" in body(pressed(client, directive, checked))
    assert [row[0] for row in standing(directive)] == ["Art. 3"]


def test_a_file_without_the_column_of_provisions_says_which_columns_it_has(browse, coordinator, directive):
    checked = sent(browse(coordinator), directive, sheet(("Article", "Colour"), ("1", "red")))
    assert problems(checked) == [(1, "EU provision", "")]
    assert "it has Article, Colour" in body(checked)


def test_columns_that_are_not_read_are_named(browse, coordinator, directive):
    checked = sent(browse(coordinator), directive, sheet(("EU provision", "Colour"), ("Art. 1", "red")))
    assert "Columns that are not read" in body(checked)
    assert "Colour" in body(checked)


def test_what_somebody_changed_since_the_export_stands_against_the_file(browse, coordinator, directive, line):
    client = browse(coordinator)
    file = edited(exported(client, directive, "xlsx"), J2="Mine.")
    edit_line(line, line.version, note="Theirs.", by=coordinator)
    checked = sent(client, directive, file, "table.xlsx")
    assert problems(checked) == [(2, "Version", "1")]
    assert "Export the table again" in body(checked)


def test_what_changes_between_look_and_press_is_seen_when_it_is_pressed(browse, coordinator, directive, act):
    client = browse(coordinator)
    checked = sent(client, directive, sheet(*GOOD))
    other = sent(client, directive, sheet(*GOOD[:2]))
    pressed(client, directive, other)
    pressed(client, directive, checked)
    assert [row[0] for row in standing(directive)] == ["Art. 3", "Art. 4", "Art. 5"]
    assert (checked.context["result"]["new"], ImportRun.objects.get(pk=checked.context["run"].pk).result["new"]) == (
        3,
        2,
    )


def test_a_file_is_applied_once_and_may_be_discarded_before(browse, coordinator, directive, act):
    client = browse(coordinator)
    checked = sent(client, directive, sheet(*GOOD))
    pressed(client, directive, checked)
    run = ImportRun.objects.get()
    for action in ("concordance-apply", "concordance-discard"):
        answer = client.post(path(directive, action, run.pk), {"version": run.version}, follow=True)
        assert "applied already" in body(answer)
    other = sent(client, directive, sheet(*GOOD))
    assert "discarded" in body(pressed(client, directive, other, "concordance-discard"))
    assert list(ImportRun.objects.all()) == [run]


def test_a_checked_file_waits_on_the_page_of_the_table_for_who_uploaded_it(
    browse, coordinator, cio_finance, directive, act, item
):
    touch_act(item, directive, provisions="Art. 5", by=coordinator)
    client = browse(coordinator)
    checked = sent(client, directive, sheet(*GOOD), "gaps.csv")
    address = path(directive, "concordance-check", checked.context["run"].pk)
    assert f'href="{address}"' in text(client, path(directive))
    assert "3 new, 0 changed" in text(client, path(directive))
    assert "gaps.csv" not in text(browse(cio_finance), path(directive))
    pressed(client, directive, checked)
    assert "gaps.csv" not in text(client, path(directive))


def test_who_may_not_keep_the_table_neither_uploads_nor_sees_what_others_uploaded(
    browse, coordinator, cio_finance, cio_health, decision_maker, directive, act, item
):  # fmt: skip
    touch_act(item, directive, provisions="Art. 5", by=coordinator)
    checked = sent(browse(coordinator), directive, sheet(*GOOD))
    run = checked.context["run"]
    for user in (cio_health, decision_maker, person("Jo Nobody", "official")):
        assert send(browse(user), directive, sheet(*GOOD)).status_code == 403
    for user, status in ((cio_finance, 404), (cio_health, 404), (None, 302)):
        client = browse(user)
        assert client.get(path(directive, "concordance-check", run.pk)).status_code == status
        for action in ("concordance-apply", "concordance-discard"):
            assert client.post(path(directive, action, run.pk), {"version": run.version}).status_code == status
    assert browse(coordinator).get(path(act, "concordance-upload")).status_code == 404
    assert not Concordance.objects.exists()


def test_who_loses_the_right_after_the_look_cannot_apply(browse, coordinator, cio_finance, directive, act, item):
    touched = touch_act(item, directive, provisions="Art. 5", by=coordinator)
    client = browse(cio_finance)
    checked = sent(client, directive, sheet(*GOOD))
    touched.delete()
    assert pressed(client, directive, checked).status_code == 403
    assert not Concordance.objects.exists()


def test_an_item_one_may_not_see_never_shows_in_a_file_that_goes_out_and_in(
    browse, coordinator, cio_finance, directive, item, held, restricted_item
):  # fmt: skip
    touch_act(item, directive, provisions="Art. 5", by=coordinator)
    client = browse(cio_finance)
    secrets = ("Border screening", restricted_item.title, held.completed_on.isoformat())
    file = exported(client, directive, "xlsx")

    def seen(**cells):
        checked = sent(client, directive, edited(file, **cells), "table.xlsx")
        for secret in secrets:
            assert secret not in body(checked)
        return checked

    moved = seen(F2="§ 13")
    pressed(client, directive, moved)
    held.refresh_from_db()
    assert (held.national_provision, held.item, held.note) == ("§ 13", restricted_item, "Border screening settles it.")
    assert "Border screening" not in body(client.get(moved.request["PATH_INFO"]))
    file = exported(client, directive, "xlsx")
    assert problems(seen(J2="Mine.")) == [(2, "Note", "Mine.")]
    refusals = {
        code: seen(A3="Art. 6", G3=code).context["result"]["problems"][0]["reason"]
        for code in (restricted_item.code, "H-1999-0001")
    }
    assert len(set(refusals.values())) == 1


def bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("table.xlsx", bomb, "unpacks to far more"),
        ("table.exe", lambda: b"MZ", "Only CSV and XLSX files are read"),
        ("table.pdf", lambda: b"%PDF-1.7", "Only CSV and XLSX files are read"),
        ("table.csv", lambda: workbook(*GOOD), "The content is not what the name table.csv says"),
        ("table.xlsx", lambda: sheet(*GOOD), "The content is not what the name table.xlsx says"),
        ("table.csv", lambda: b"", "empty"),
        ("table.csv", lambda: sheet(HEADS), "no rows below it"),
        ("table.csv", lambda: b"EU provision\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_what_is_no_table_is_refused_at_the_field_and_not_kept(browse, coordinator, directive, name, content, why):
    answer = send(browse(coordinator), directive, content(), name)
    assert answer.status_code == 400
    assert why in body(answer)
    assert not ImportRun.objects.exists()


def test_without_a_file_the_form_asks_for_one(browse, coordinator, directive):
    assert browse(coordinator).post(path(directive, "concordance-upload")).status_code == 400


def test_a_long_table_is_compared_in_few_queries(
    browse, coordinator, directive, act, django_assert_max_num_queries
):  # fmt: skip
    client = browse(coordinator)
    rows = [(f"Art. {number}", "", "fully", "eID Act", f"§ {number}") for number in range(300)]
    with django_assert_max_num_queries(25):
        checked = sent(client, directive, sheet(HEADS, *rows))
    assert "The first 100 are shown." in body(checked)
    with django_assert_max_num_queries(40):
        pressed(client, directive, checked)
    with django_assert_max_num_queries(25):
        sent(client, directive, exported(client, directive, "csv"))


def test_the_page_to_upload_says_how_a_file_is_read(browse, coordinator, directive):
    page = text(browse(coordinator), path(directive, "concordance-upload"))
    assert "How the file is read" in page
    assert "nothing is removed by a file" in page

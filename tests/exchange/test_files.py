import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from exchange.files import FileShape, read_table
from exchange.files.limits import MAX_BYTES, MAX_ROWS
from exchange.problems import Refused


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def workbook(*rows: tuple[object, ...], title: str = "Projects") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def refusal(name: str, content: bytes, shape: FileShape | None = None):
    with pytest.raises(Refused) as caught:
        read_table(name, content, shape)
    return caught.value.problems[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(separator):
    table = read_table("a.csv", csv(separator.join(["name", "cost", "end"]) + "\n" + separator.join("abc")))
    assert table.separator == separator
    assert table.columns == ("name", "cost", "end")


def test_a_named_separator_is_kept_to():
    table = read_table("a.csv", csv("a,b;c\n1,2;3\n"), FileShape(separator=";"))
    assert table.columns == ("a,b", "c")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (csv("a\nžluťoučký"), "utf-8"),
        (csv("a\ndear"), "utf-8"),
        (b"a\n\xa31 \x93quoted\x94", "windows-1252"),
        (b"\xef\xbb\xbfa\nb", "utf-8"),
        (csv("a\nb", "utf-16"), "utf-16"),
    ],
)
def test_encodings_are_tried_in_order(content, encoding):
    assert read_table("a.csv", content).encoding == encoding


def test_a_byte_windows_1252_does_not_define_stops_nothing():
    (line,) = read_table("a.csv", b"a\nthe legacy Quantum\x9d system \x96 \xa31m").lines
    assert line.cells == ["the legacy Quantum\x9d system – £1m"]


def test_the_wrong_encoding_is_told_by_row_and_column():
    problem = refusal("a.csv", b"name,aims\nfirst,plain\nsecond,costs \xa31m\n", FileShape(encodings=("utf-8",)))
    assert (problem.row, problem.column) == (3, "aims")
    assert "windows-1252" in problem.reason


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read_table("a.csv", csv('a,b\r\n"one\nof\r\nthree lines",1\r\n\r\nlast,2\n'))
    assert [(line.number, line.cells[1]) for line in table.lines] == [(2, "1"), (4, "2")]


def test_an_unclosed_quotation_mark_names_its_row():
    problem = refusal("a.csv", csv('a,b\n1,2\n"open,3\n'))
    assert problem.row == 3
    assert "quotation mark" in problem.reason


def test_a_row_longer_than_the_heading_is_refused():
    assert refusal("a.csv", csv("a,b\n1,2\n1,2,3\n")).row == 3


def test_two_columns_of_one_name_are_refused():
    assert refusal("a.csv", csv("Name,cost,name\n1,2,3\n")).column == "name"


def test_a_heading_below_a_title_is_found_by_its_row():
    table = read_table("a.csv", csv("Our projects\n\nname,cost\nx,1\n"), FileShape(header_row=3))
    assert (table.columns, table.lines[0].number) == (("name", "cost"), 4)


@pytest.mark.parametrize("content", [b"", b" \n \n", b"name,cost\n", b"name,cost\n,\n"])
def test_an_empty_file_is_refused(content):
    assert refusal("a.csv", content).reason


def test_a_file_over_10_mb_is_refused():
    assert "10 MB" in refusal("a.csv", b"a\n" + b"x" * MAX_BYTES).reason


def test_more_than_20_000_rows_are_refused():
    assert "20000 rows" in refusal("a.csv", b"a\n" + b"x\n" * (MAX_ROWS + 1)).reason
    assert len(read_table("a.csv", b"a\n" + b"x\n" * MAX_ROWS).lines) == MAX_ROWS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.xls", b"\xd0\xcf\x11\xe0old"),
        ("a.csv", b"\xd0\xcf\x11\xe0old"),
        ("a.xlsx", b"name,cost\n"),
        ("a.csv", b"PK\x03\x04rest"),
        ("a.csv", b"na\x00me,cost\n1,2"),
        ("a.xlsx", b"PK\x03\x04 damaged"),
    ],
)
def test_what_is_no_csv_or_xlsx_is_refused(name, content):
    assert refusal(name, content).reason


def test_a_workbook_keeps_dates_and_numbers():
    content = workbook(("Name", "End", "Cost", "Open"), ("x", date(2024, 3, 1), 12.5, True), (None,), ("y",))
    table = read_table("a.xlsx", content)
    assert table.lines[0].cells == ["x", date(2024, 3, 1), Decimal("12.5"), "TRUE"]
    assert [line.number for line in table.lines] == [2, 4]


def test_a_missing_sheet_names_those_there_are():
    problem = refusal("a.xlsx", workbook(("Name",), ("x",)), FileShape(sheet="Data"))
    assert "Projects" in problem.reason


def test_a_formula_that_was_never_computed_is_refused_at_its_cell():
    problem = refusal("a.xlsx", workbook(("Name", "Cost"), ("x", 1), ("y", "=B2*2")))
    assert (problem.row, problem.column, problem.value) == (3, "B", "=B2*2")


def test_a_computed_formula_counts_with_its_value():
    content = workbook(("Name", "Cost"), ("x", "=1+1"))
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            target.writestr(
                name, body.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
            )
    assert read_table("a.xlsx", packed.getvalue()).lines[0].cells == ["x", Decimal(2)]


def test_a_zip_bomb_is_refused():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    assert "unpacks to far more" in refusal("a.xlsx", content.getvalue()).reason


def test_an_entity_bomb_in_a_workbook_is_refused():
    content = workbook(("Name",), ("x",))
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb if name == "xl/workbook.xml" else source.read(name))
    assert "damaged" in refusal("a.xlsx", packed.getvalue()).reason

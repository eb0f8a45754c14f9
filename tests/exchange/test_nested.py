import pytest

from exchange.cells import Unreadable
from exchange.nested import MAX_LETTERS, paths_inside, values_inside
from tests.exchange.test_profiles import HEAD, PROFILE, read

CELL = "{'slug': 'ace', 'closed': None, 'open': True, 'also': ['A', 'B'], 'above': [{'id': 'x/1'}, {'id': 'x/2'}]}"


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        (CELL, "slug", ["ace"]),
        (CELL, "closed", []),
        (CELL, "open", ["true"]),
        (CELL, "also", ["A", "B"]),
        (CELL, "above.id", ["x/1", "x/2"]),
        ("[{'id': 1}, {'id': 2}]", "id", ["1", "2"]),
        ('{"a": {"b": null, "c": [1.5, false]}}', "a.c", ["1.5", "false"]),
        ("['A', 'B']", "*", ["A", "B"]),
        ("[]", "id", []),
        ("", "id", []),
    ],
)
def test_a_value_is_read_from_inside_a_cell(text, path, values):
    assert values_inside(text, path.split(".")) == values


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        (CELL, "slog", "slug, closed"),
        (CELL, "slug.more", "Nothing stands inside"),
        (CELL, "above", "More stands inside"),
        ("[1, 2", "id", "Neither JSON nor a Python literal"),
        ("__import__('os').getcwd()", "id", "Neither JSON nor a Python literal"),
        ("-" * 20_000 + "1", "id", "Neither JSON nor a Python literal"),
        ("[" * 11 + "]" * 11, "id", "more than 10 deep"),
        ("'" + "x" * MAX_LETTERS + "'", "id", "at most 50000"),
    ],
)
def test_what_cannot_be_taken_apart_says_why(text, path, words):
    with pytest.raises(Unreadable, match=words):
        values_inside(text, path.split("."))


def test_the_paths_of_a_cell_are_offered_and_a_plain_cell_has_none():
    assert paths_inside(CELL) == ["slug", "closed", "open", "also", "above.id"]
    assert paths_inside("[]") == paths_inside("Ministry of Finance") == paths_inside("{broken") == []


NESTED = PROFILE.replace(
    'title = "Project name"', 'title = { column = "Project name", inside = "name", remove = "^the " }'
)


def test_a_profile_reads_inside_cells_and_names_row_and_column_of_a_fault():
    reading = read(HEAD + "{'name': 'the Register'};Justice;Green;01.01.2024;1\n{'nam': 1};Health;Green;;\n", NESTED)
    assert reading.rows[0].text("title") == "Register"
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.value) == (3, "Project name › name", "{'nam': 1}")


def test_a_field_takes_one_value_unless_it_is_a_list_of_names():
    several = read(HEAD + "{'name': ['a', 'b']};Justice;Green;;\n", NESTED)
    assert "2 values stand inside" in several.problems[0].reason
    names = NESTED.replace('column = "Ministry", split = " & "', 'column = "Ministry", inside = "*"')
    row = read(HEAD + "{'name': 'a'};['Justice', 'Health'];Green;;\n", names).rows[0]
    assert row.names("institution") == ["Justice", "Health"]


def test_a_choice_nobody_named_falls_to_the_one_the_profile_states():
    text = PROFILE.replace(
        'rating = "Confidence rating"', 'rating = { column = "Confidence rating", otherwise = "not rated" }'
    )
    assert read(HEAD + "x;Justice;Purple;;\n", text).rows[0].text("rating") == "not rated"

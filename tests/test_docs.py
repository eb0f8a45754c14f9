"""What a document names exists: links, headings, paths, commands, pages, variables. Reads files alone, no database."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.text import slugify

import run
from tests.test_architecture import routes

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MADE_WHEN_RUN = ("static/build/", "var/", ".venv/", "node_modules/")
FILE = r"\.?[\w.-]+\.(?:py|html|txt|md|toml|ya?ml|scss|js|mjs|sql|json|lock)"
PATH = re.compile(rf"(?:\.?[a-z_-]+/)*{FILE}|(?:\.?[a-z_-]+/){{2,}}")
EXAMPLES = {"health.toml"}  # a profile that the reader writes
OURS = {folder for folder in ROOT.iterdir() if folder.is_dir() and f"{folder.name}/" not in MADE_WHEN_RUN}
FILES = {file.name for folder in OURS if not folder.name.startswith(".") for file in folder.rglob("*")}
documents = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def code_in(text):
    """What stands in code spans and blocks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def headings(path):
    return {slugify(line.lstrip("#")) for line in path.read_text().splitlines() if line.startswith("#")}


@documents
def test_every_relative_link_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if target.startswith(("http://", "https://")):
            continue
        file, _hash, heading = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.is_relative_to(ROOT), target
        assert found.exists(), target
        assert not heading or heading in headings(found), target


@documents
def test_every_path_it_names_is_there(path):
    named = {code for code in code_in(path.read_text()) if PATH.fullmatch(code)} - EXAMPLES
    assert not [name for name in sorted(named) if not name.startswith(MADE_WHEN_RUN) and not is_there(name)]


def is_there(name):
    """From the root or among the templates; a bare name in any of our folders, where a file may have grown to a folder."""
    return any((folder / name).exists() for folder in (ROOT, ROOT / "templates")) or bool(
        {name, name.removesuffix(".py")} & FILES
    )


@documents
def test_every_command_it_names_exists(path):
    for code in code_in(path.read_text()):
        for command in re.findall(r"run\.py (\w+)", code):
            assert command in run.COMMANDS, command
        for command in re.findall(r"(?:manage\.py|run\.py manage) (\w+)", code):
            assert command in get_commands(), command


@documents
def test_every_page_it_names_has_an_address(path):
    known = ["/" + re.sub(r"[\^$]", "", route) for route, _entry in routes()]
    for code in code_in(path.read_text()):
        named = re.fullmatch(r"(/[a-z0-9/_-]+/)(?:\?[\w=&]*)?", code)
        if named and not named.group(1).startswith("/var/"):
            address = named.group(1)
            assert any(address == route or route.startswith(address) for route in known), address


def test_operating_names_every_variable_and_no_other():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "egov_coord" / "settings.py").read_text()))
    said = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE))
    assert said == read


def test_the_index_names_every_document():
    index = (ROOT / "docs" / "README.md").read_text()
    for path in DOCUMENTS:
        name = path.relative_to(ROOT / "docs") if path.is_relative_to(ROOT / "docs") else Path("..") / path.name
        assert f"({name})" in index or path.name == "README.md", path

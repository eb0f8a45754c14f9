"""The lock check reads what is asked and what is locked, and says where they part."""

from pathlib import Path

from egov_coord.launch.locks import drifted, findings, npm_findings, python_findings

LOCK = """\
django==5.2.19 \\
    --hash=sha256:00
    # via egov-coord (pyproject.toml)
asgiref==3.9.0 \\
    --hash=sha256:00
    # via django
"""


def lock(folder: Path, text: str, name: str = "requirements.lock") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_locks_of_the_repository_are_up_to_date() -> None:
    assert findings() == ""


def test_lock_that_fits_has_no_finding(tmp_path: Path) -> None:
    assert python_findings(lock(tmp_path, LOCK), ["Django==5.2.*"]) == []


def test_missing_wrong_and_left_over_packages_are_named(tmp_path: Path) -> None:
    found = python_findings(lock(tmp_path, LOCK), ["django>=6", "redis"])
    assert found[0] == "requirements.lock holds django 5.2.19, asked is django>=6."
    assert found[1] == "requirements.lock holds redis None, asked is redis."
    left_over = python_findings(lock(tmp_path, LOCK), [])
    assert left_over[0] == "requirements.lock holds django, which nothing asks for any more."


def test_name_of_a_package_index_is_found(tmp_path: Path) -> None:
    text = LOCK.replace("django==5.2.19", "--index-url https://packages.example.org\ndjango==5.2.19")
    assert "names a package index" in python_findings(lock(tmp_path, text), ["django"])[0]


def test_production_may_not_run_what_was_not_tested(tmp_path: Path) -> None:
    production = lock(tmp_path, LOCK.replace("3.9.0", "3.9.1"), "requirements-production.lock")
    assert drifted(lock(tmp_path, LOCK), production) == [
        "requirements-production.lock holds asgiref 3.9.1, requirements.lock 3.9.0."
    ]


def test_npm_lock_with_an_index_or_another_dependency_is_found() -> None:
    packages = {"": {"dependencies": {"sass": "1"}}, "node_modules/sass": {"resolved": "https://packages.example.org"}}
    found = npm_findings({"dependencies": {"sass": "2"}}, {"packages": packages})
    assert found[:2] == [
        "package-lock.json and package.json name different dependencies.",
        "package-lock.json names a package index.",
    ]

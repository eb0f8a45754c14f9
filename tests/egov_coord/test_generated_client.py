"""A client that a program wrote from docs/openapi.yaml keeps the portfolio over real HTTP, with no line of ours between."""

import sys
from importlib import import_module
from subprocess import run

import pytest

from accounts.services import make_key
from core.scopes import TokenScope
from egov_coord.launch.processes import PYTHON
from egov_coord.settings import BASE_DIR

NAME = "written_client"

CONFIG = "post_hooks: []\ncontent_type_overrides: {application/x-ndjson: text/plain}\n"


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """``written("api.projects.projects_list")``: a module of the client."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "config.yaml").write_text(CONFIG)
    made = run(
        [
            PYTHON, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning",
            "--config", folder / "config.yaml", "--path", BASE_DIR / "docs" / "openapi.yaml", "--output-path", folder / NAME,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield lambda module: import_module(f"{NAME}.{module}")
    sys.path.remove(str(folder))


@pytest.fixture
def call(written, live_server):
    """``call(user, "projects.projects_list", ...)``: the operation with a key of this person's."""

    def called(user, operation: str, *path, **said):
        _token, text = make_key(by=user, name="Written client", scopes=TokenScope.values)
        client = written("client").AuthenticatedClient(live_server.url, text, raise_on_unexpected_status=True)
        return written(f"api.{operation}").sync_detailed(*path, client=client, **said)

    return called


def test_a_written_client_plans_reports_and_accepts(call, written, coordinator, cio_finance, report) -> None:
    models = written("models")
    project = models.ProjectContent.from_dict({"title": "Open data portal", "lead": "finance", "stage": "approved"})
    made = call(coordinator, "projects.projects_create", body=project)
    assert made.status_code == 201
    code = made.parsed.code

    words = models.PatchedProjectChange.from_dict({"aims": "Everybody can take the data away."})
    stale = call(coordinator, "projects.projects_partial_update", code, body=words, if_match='"99"')
    assert (stale.status_code, stale.parsed.status) == (412, 412)
    tag = made.headers["ETag"]
    assert call(coordinator, "projects.projects_partial_update", code, body=words, if_match=tag).status_code == 200
    read = call(cio_finance, "projects.projects_retrieve", code).parsed
    assert (read.title, read.aims, read.lead.code) == (
        "Open data portal",
        "Everybody can take the data away.",
        "finance",
    )

    owed = call(cio_finance, "reports.reports_list", project=report.project.code).parsed.results
    assert [each.status for each in owed] == ["owed"]
    tag = call(cio_finance, "reports.reports_retrieve", str(report.pk)).headers["ETag"]
    status = models.SubmissionContent.from_dict({"rating": 2, "why": "The vendor is late."})
    filed = call(cio_finance, "reports.reports_submissions_create", str(report.pk), body=status, if_match=tag)
    assert filed.status_code == 201
    taken = call(coordinator, "reports.reports_accept_create", str(report.pk), if_match=filed.headers["ETag"])
    assert (taken.status_code, taken.parsed.status) == (200, "accepted")
    assert call(coordinator, "projects.projects_retrieve", report.project.code).parsed.cio_rating.rating == 2


def test_a_written_client_reads_what_is_wrong(call, written, coordinator, cio_finance, restricted_project) -> None:
    content = written("models").ProjectContent.from_dict({"title": "", "lead": "nobody"})
    refused = call(coordinator, "projects.projects_create", body=content)
    assert (refused.status_code, {error.pointer for error in refused.parsed.errors}) == (422, {"#/title", "#/lead"})
    missing = call(cio_finance, "projects.projects_retrieve", restricted_project.code)
    assert (missing.status_code, missing.parsed.status) == (404, 404)

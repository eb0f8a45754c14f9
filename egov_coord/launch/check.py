"""`run.py check`: everything that can be said about the code without running the tests."""

import secrets
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from egov_coord.launch import locks
from egov_coord.launch.assets import files_below
from egov_coord.launch.place import CHECKOUT, throw_away_place
from egov_coord.launch.processes import PYTHON, Trouble
from egov_coord.launch.servers import servers
from egov_coord.launch.surroundings import test_settings

BIN = Path(PYTHON).parent
MANAGE = (PYTHON, str(CHECKOUT / "manage.py"))
API_FILE = CHECKOUT / "docs" / "openapi.yaml"
HOW_TO_WRITE_API_FILE = "Write it anew: python3 run.py manage spectacular --file docs/openapi.yaml"


def main(arguments: Sequence[str]) -> int:
    """Runs every check, says how each went and what the failed ones found; 1 when any failed."""
    if arguments:
        raise Trouble("`run.py check` takes no arguments.")
    failed = 0
    with throw_away_place() as place, servers(place, safe_to_lose=True) as addresses:
        settings = test_settings(place, addresses)
        for name, findings in checks(settings, place.home / "openapi.yaml"):
            began = time.monotonic()
            found = findings().strip()
            failed += bool(found)
            print(f"{name:<32} {'failed' if found else 'ok':<6} {time.monotonic() - began:5.1f} s", flush=True)
            if found:
                print(indented(found), flush=True)
    print(f"{failed} of the checks failed." if failed else "Every check passed.")
    return 1 if failed else 0


def checks(settings: Mapping[str, str], api_file: Path) -> list[tuple[str, Callable[[], str]]]:
    """Each check by its name; what it returns is what is wrong, nothing when all is well."""

    def tool(name: str, *arguments: str | Path) -> Callable[[], str]:
        return lambda: findings_of([BIN / name, *arguments], settings)

    def manage(*arguments: str) -> Callable[[], str]:
        return lambda: findings_of([*MANAGE, *arguments], settings)

    templates = [file for file in files_below(CHECKOUT) if file.suffix == ".html" and "templates" in file.parts]
    return [
        ("Lint", tool("ruff", "check", "--quiet")),
        ("Format", tool("ruff", "format", "--check", "--quiet")),
        ("Types", tool("mypy")),
        ("Layers", tool("lint-imports", "--no-logo")),
        ("Templates: format", tool("djade", "--target-version", "5.2", "--check", *templates)),
        ("Templates: lint", tool("djlint", "--lint", "--quiet", *templates)),
        ("Migrations", manage("makemigrations", "--check", "--dry-run")),
        ("Settings for production", lambda: findings_of([*MANAGE, *STRICT_CHECK], as_in_production(settings))),
        ("API file", lambda: stale_api_file(settings, api_file)),
        ("Locks", locks.findings),
        ("Deployment", lambda: findings_of(DEPLOYMENT, {**settings, "DJANGO_SETTINGS_MODULE": "egov_coord.settings"})),
    ]


DEPLOYMENT = (PYTHON, "-m", "egov_coord.launch.deployment")
STRICT_CHECK = ("check", "--deploy", "--fail-level", "WARNING")


def findings_of(command: Sequence[str | Path], env: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        env=env,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return (done.stdout or f"exit code {done.returncode}") if done.returncode else ""


def as_in_production(settings: Mapping[str, str]) -> dict[str, str]:
    return {
        **settings,
        "DEMO": "false",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": "https://coord.example.org",
        "ALLOWED_HOSTS": "coord.example.org",
        "TRUSTED_PROXIES": "1",
    }


def stale_api_file(settings: Mapping[str, str], fresh: Path) -> str:
    command = [*MANAGE, "spectacular", "--validate", "--fail-on-warn", "--file", str(fresh)]
    found = findings_of(command, settings)
    if found:
        return found
    if API_FILE.exists() and API_FILE.read_bytes() == fresh.read_bytes():
        return ""
    return f"{API_FILE.relative_to(CHECKOUT)} differs from the code. {HOW_TO_WRITE_API_FILE}"


def indented(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())

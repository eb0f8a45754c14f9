"""`python -m egov_coord.launch.deployment`: what docker-compose.yml and the Dockerfile name must exist.

No container engine is needed: the file is parsed, every command is looked up, every variable is one that settings.py
reads or .env.example explains, every path is there. Images themselves are not built.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import django
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from egov_coord.launch.place import CHECKOUT
from egov_coord.launch.processes import PYTHON

READ = re.compile(r"""env\.\w+\(\s*["'](\w+)["']""")
ASKED = re.compile(r"(?<!\$)\$\{(\w+)")
PATH_IN_PROBE = re.compile(r"http://127\.0\.0\.1:8000(/[\w/]*)")


def findings() -> list[str]:
    compose: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    found = [*variables((CHECKOUT / "docker-compose.yml").read_text()), *copied(dockerfile)]
    found += command("Dockerfile", json.loads(dockerfile.rsplit("\nCMD ", 1)[1]))
    for name, service in compose["services"].items():
        found += [f"{name}: {what}" for what in service_findings(service, compose)]
    return found


def service_findings(service: dict[str, Any], compose: dict[str, Any]) -> Iterator[str]:
    known = set(compose["services"])
    yield from (
        f"waits for {other}, which is no service" for other in service.get("depends_on", {}) if other not in known
    )
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        is_there = (CHECKOUT / source).exists() if source.startswith(".") else source in compose["volumes"]
        if not is_there:
            yield f"mounts {source}, which is not there"
    if "build" not in service:
        return
    unread = set(service["environment"]) - read_by_settings()
    yield from (f"sets {variable}, which settings.py does not read" for variable in sorted(unread))
    yield from command("command", service.get("command", []))
    probe = service.get("healthcheck", {}).get("test", [])
    yield from command("healthcheck", shlex.split(probe[1]) if probe[:1] == ["CMD-SHELL"] else probe[1:])
    yield from addresses(probe)


def addresses(probe: Iterable[str]) -> Iterator[str]:
    for path in PATH_IN_PROBE.findall(" ".join(probe)):
        try:
            resolve(path)
        except Resolver404:
            yield f"healthcheck asks for {path}, which is no address"


def variables(compose: str) -> Iterator[str]:
    example = (CHECKOUT / ".env.example").read_text()
    explained = set(re.findall(r"(?m)^(\w+)=", example))
    asked = set(ASKED.findall(compose))
    yield from (f".env.example does not explain {name}" for name in sorted(asked - explained))
    yield from (
        f".env.example names {name}, which docker-compose.yml does not use" for name in sorted(explained - asked)
    )


def read_by_settings() -> set[str]:
    return set(READ.findall((CHECKOUT / "egov_coord" / "settings.py").read_text()))


def copied(dockerfile: str) -> Iterator[str]:
    """Paths the Dockerfile copies from the checkout; what one stage takes from another is built there."""
    for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", dockerfile):
        for source in line.split()[:-1]:
            if not (CHECKOUT / source).exists():
                yield f"Dockerfile: copies {source}, which is not there"


def command(where: str, words: Sequence[str]) -> Iterator[str]:
    if not words:
        return
    program = words[0]
    if not (Path(PYTHON).parent / program).exists():
        yield f"{where}: {program} is not among the installed programs"
    elif program == "python" and words[1] == "manage.py" and words[2] not in get_commands():
        yield f"{where}: manage.py has no command {words[2]}"
    elif program == "gunicorn":
        yield from refused(where, ["gunicorn", "--check-config", *words[1:]])
    elif program == "celery":
        yield from celery_options(where, words[words.index("egov_coord") + 1 :])


def refused(where: str, words: Sequence[str]) -> Iterator[str]:
    done = subprocess.run([PYTHON, "-m", *words], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        yield f"{where}: {done.stderr.strip()}"


def celery_options(where: str, words: Sequence[str]) -> Iterator[str]:
    from celery.bin.celery import celery

    name = words[0]
    if name not in celery.commands:
        yield f"{where}: celery has no command {name}"
        return
    known = {option for parameter in celery.commands[name].params for option in parameter.opts}
    for word in words[1:]:
        if word.startswith("-") and word not in known:
            yield f"{where}: celery {name} has no option {word}"


if __name__ == "__main__":
    django.setup()
    sys.exit("\n".join(findings()))

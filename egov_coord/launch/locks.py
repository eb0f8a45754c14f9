"""Whether the lock files still say what pyproject.toml and package.json ask for; read, never resolved."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from egov_coord.launch.place import CHECKOUT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
INDEX = re.compile(r"https?://|file:|^--(?:index-url|extra-index-url|find-links)", re.MULTILINE)
COMPILE = "python3 -m uv pip compile --universal --generate-hashes --no-header"
HOW = {
    "requirements.lock": f"{COMPILE} --extra local --extra dev pyproject.toml -o requirements.lock",
    "requirements-production.lock": (
        f"{COMPILE} --extra production -c requirements.lock pyproject.toml -o requirements-production.lock"
    ),
    "requirements-node.lock": f"{COMPILE} --group pyproject.toml:node -o requirements-node.lock",
    "package-lock.json": "npm install --package-lock-only",
}


def findings() -> str:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    always, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    found = [
        *python_findings(CHECKOUT / "requirements.lock", [*always, *extras["local"], *extras["dev"]]),
        *python_findings(CHECKOUT / "requirements-production.lock", [*always, *extras["production"]]),
        *drifted(CHECKOUT / "requirements.lock", CHECKOUT / "requirements-production.lock"),
        *python_findings(CHECKOUT / "requirements-node.lock", project["dependency-groups"]["node"]),
        *npm_findings(
            json.loads((CHECKOUT / "package.json").read_text()),
            json.loads((CHECKOUT / "package-lock.json").read_text()),
        ),
    ]
    return "\n".join(found)


def python_findings(lock: Path, asked: Iterable[str]) -> list[str]:
    text = lock.read_text()
    pins = pins_of(text)
    found = [f"{lock.name} names a package index." for _ in INDEX.findall(text)[:1]]
    requirements = [Requirement(line) for line in asked]
    for requirement in requirements:
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            found.append(f"{lock.name} holds {requirement.name} {version}, asked is {requirement}.")
    known = {canonicalize_name(requirement.name) for requirement in requirements}
    direct = direct_names(text)
    found += [f"{lock.name} holds {name}, which nothing asks for any more." for name in sorted(direct - known)]
    return [*found, f"Make it anew: {HOW[lock.name]}"] if found else []


def pins_of(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(lock)}


def drifted(tested: Path, production: Path) -> list[str]:
    """Production may run only versions that the tests have run."""
    here, there = pins_of(tested.read_text()), pins_of(production.read_text())
    return [
        f"{production.name} holds {name} {version}, {tested.name} {here[name]}."
        for name, version in there.items()
        if here.get(name, version) != version
    ]


def direct_names(lock: str) -> set[str]:
    """The packages that the lock says pyproject.toml itself asked for."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    asked = (block for block in blocks if "(pyproject.toml" in block)
    return {canonicalize_name(block.split("==")[0].split("[")[0].strip()) for block in asked}


def npm_findings(
    package: Mapping[str, Mapping[str, str]], lock: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> list[str]:
    found = []
    for kind in ("dependencies", "devDependencies"):
        if package.get(kind, {}) != lock["packages"][""].get(kind, {}):
            found.append(f"package-lock.json and package.json name different {kind}.")
    if any("resolved" in entry for entry in lock["packages"].values()):
        found.append("package-lock.json names a package index.")
    return [*found, f"Make it anew: {HOW['package-lock.json']}"] if found else []

"""docs/permissions.md: the verdicts that the access tests hold, in words for an office."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from tests.access.judge import Verdict, verdict_of
from tests.access.routes import ROUTES, Route, plain
from tests.access.verdicts_of_keys import KEYS
from tests.access.verdicts_of_trials import TRIAL

FILE = Path(settings.BASE_DIR) / "docs" / "permissions.md"
COMMAND = "python3 run.py test tests/test_access.py --write-permissions"
COLUMNS = {
    "v": "Visitor", "x": "No post", "a": "Administrator", "f": "Own CIO", "d": "Own deputy", "h": "Other CIO",
    "m": "Decision maker", "u": "Auditor", "c": "Office",
}  # fmt: skip
ROOMS = {
    "": "Where everybody starts", "projects": "Projects", "milestones": "Projects", "invitations": "Projects",
    "risks": "Projects", "dependencies": "Projects",
    "fundings": "Projects", "participations": "Projects",
    "reports": "Reports and rounds", "rounds": "Reports and rounds", "snapshots": "Reports and rounds",
    "institutions": "Institutions and posts",
    "strategy": "Strategy", "legislation": "Legislation", "outcomes": "Projects",
    "appointments": "Institutions and posts", "cios": "Institutions and posts", "settings": "Settings",
    "account": "One's own account", "imports": "Imports", "brand.css": "Without signing in",
    "desk": "The desk", "deliveries": "Mails",
    "follow": "What one follows", "unfollow": "What one follows", "unsubscribe": "Without signing in",
    "crest": "Without signing in", "health": "Without signing in", "demo": "The demo", "api": "The API",
}  # fmt: skip
NAMES = {  # of pages that are not ours
    "account_email_verification_sent": "Look into your mail", "index": "Second factor", "login": "Sign in",
    "authenticate": "Sign in: second factor", "logout": "Sign out", "signup": "Sign up (closed)", "email": "Mail address",
    "activate totp": "Second factor: switch on", "deactivate totp": "Second factor: switch off",
    "spectacular api": "The OpenAPI document", "api docs": "The API in words", "password set": "Password: set",
}  # fmt: skip
HEAD = f"""# Who may do what

Written by the access tests from the rules they have just tried on every address; do not edit it by hand. It is written
anew by `{COMMAND}`.

- **reads**: may open the page. **does**: may also send its form or press its button. Empty: may not.
- What a person may not see answers like what does not exist (404); what one sees but may not do is refused (403); a
  visitor is asked to sign in.
- **Own CIO** and **Own deputy** hold a post at the institution the record belongs to, **Other CIO** at another one.
  Acting CIOs and focal points may do what a CIO may. **No post**: an official whose appointment has ended.
- Every list, count, search and export shows only what its reader may see. Restricted records are seen by the office,
  decision makers, auditors and the institutions that take part.
- Beside every address of the API that writes stands the same with `validate/` behind it, which only tries: for the same
  people, with the same scope.
- Who reads a list of the API reads its `keys/`.
- A key for programs can do what its owner may and its scopes allow, never more; the API's section names the scope.
"""


def page(verdicts: Mapping[str, str | Verdict]) -> str:
    with override("en"):
        rooms: dict[str, list[Route]] = {}
        for path in sorted(set(verdicts) & set(ROUTES), key=plain):
            if path.endswith((TRIAL, KEYS)):
                continue
            rooms.setdefault(room_of(path), []).append(ROUTES[path])
        parts = [HEAD]
        for room in sorted(rooms, key=_place):
            parts.append("\n".join(_table(room, rooms[room], verdicts)))
        return "\n".join(parts) + "\n"


def room_of(path: str) -> str:
    first = path.split("/")[0]
    return ROOMS.get(first, first.replace("-", " ").capitalize())


def _place(room: str) -> tuple[int, str]:
    names = [*dict.fromkeys(ROOMS.values())]
    is_late = room in (ROOMS["crest"], ROOMS["demo"], ROOMS["api"])
    return (2 if is_late else int(room not in names), f"{names.index(room):02}" if room in names else room)


def _table(room: str, routes: list[Route], verdicts: Mapping[str, str | Verdict]) -> Iterator[str]:
    is_api = room == ROOMS["api"]
    yield f"## {room}\n"
    columns = ["Page", "Address", *(["Scope of a key"] if is_api else []), *COLUMNS.values()]
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for route in routes:
        verdict = verdict_of(verdicts[route.path])
        cells = [title(route), f"`{shown(route.path)}`", *([scope(route)] if is_api else [])]
        yield f"| {' | '.join([*cells, *(_word(route, verdict, letter) for letter in COLUMNS)])} |"
    yield ""


def _word(route: Route, verdict: Verdict, letter: str) -> str:
    if letter in verdict.does and route.methods & {"post", "put", "patch", "delete"}:
        return "does"
    return "reads" if letter in verdict.opens and "get" in route.methods else ""


def title(route: Route) -> str:
    """The heading of the page where it has one of its own, else the name of its class in words."""
    if route.is_api:
        return api_title(route)
    heading = getattr(route.view, "heading", "")
    if heading and not isinstance(heading, property):
        return str(heading)
    name = route.view.__name__ if route.view else route.entry.name.rpartition(":")[2].replace("-", " ")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("View")).split()
    said = " ".join(words).capitalize()
    return NAMES.get(said.lower(), re.sub(r"\b[Cc]ios?\b", lambda found: "CIO" + found[0][3:], said))


def api_title(route: Route) -> str:
    actions = {"list": "List", "retrieve": "One", "create": "Add", "partial_update": "Change", "destroy": "Remove"}
    named = dict.fromkeys(actions.get(action, action.replace("_", " ").capitalize()) for action in _actions(route))
    return f"{shown(route.path).removeprefix('/api/v1/').split('/')[0].capitalize()}: {', '.join(named).lower()}"


def _actions(route: Route) -> list[str]:
    order = ("get", "post", "put", "patch", "delete")
    found = route.entry.callback.actions
    return [found[method] for method in order if method in found and method in route.methods]


def scope(route: Route) -> str:
    if not route.is_api:
        return ""
    scopes = getattr(route.view, "scopes", {})
    return ", ".join(dict.fromkeys(f"`{scopes[action]}`" for action in _actions(route) if action in scopes))


def shown(path: str) -> str:
    """``/projects/<code>/edit/``: what stands for an object in angle brackets, whatever the resolver calls it."""
    words = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", plain(path))
    return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", words)

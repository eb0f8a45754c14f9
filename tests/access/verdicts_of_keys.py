"""Who may read a list may read its keys."""

from collections.abc import Mapping

from tests.access.judge import Verdict, verdict_of
from tests.access.routes import ROUTES

KEYS = "keys/$"


def of_keys(verdicts: Mapping[str, str | Verdict]) -> dict[str, str | Verdict]:
    beside = {f"{path.removesuffix('$')}{KEYS}": verdict_of(said) for path, said in verdicts.items()}
    return {path: Verdict(said.opens, said.opens, said.sees) for path, said in beside.items() if path in ROUTES}

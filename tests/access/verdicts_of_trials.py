"""Who may do something may try it, and nobody else: ``validate/`` beside every address that writes."""

from collections.abc import Mapping

from tests.access.judge import Verdict, verdict_of
from tests.access.routes import ROUTES

TRIAL = "validate/$"


def of_trials(verdicts: Mapping[str, str | Verdict]) -> dict[str, str | Verdict]:
    beside = {f"{path.removesuffix('$')}{TRIAL}": verdict_of(said) for path, said in verdicts.items()}
    return {path: Verdict(said.does, said.does, said.sees) for path, said in beside.items() if path in ROUTES}

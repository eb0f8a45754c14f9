from exchange.services.importing import Outcome, Upload, apply_run, check, import_file
from exchange.services.runs import decide, discard_run, note_answers, start_run, use_profile

__all__ = [
    "Outcome",
    "Upload",
    "apply_run",
    "check",
    "decide",
    "discard_run",
    "import_file",
    "note_answers",
    "start_run",
    "use_profile",
]

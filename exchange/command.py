"""What the commands that import a file share: arguments, words and exit code."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.files.archive import SUFFIX, pack
from exchange.problems import Problem, Refused, grouped, refused
from exchange.profiles import find_profile
from exchange.services import Outcome, Upload, check, import_file
from exchange.targets import find_target, moves_by_kind


class ImportCommand(BaseCommand):
    """``target``: what the command fills. Options of the target are arguments of the command."""

    target = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a CSV or XLSX file, or a folder of such")
        parser.add_argument("--profile", required=True, help="name of a profile, or path of a TOML file")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = self._outcome(options)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(outcome), ensure_ascii=False, indent=2))
        else:
            self._tell(outcome, options["dry_run"])
        if not outcome.may_be_applied:
            raise SystemExit(1)

    def _outcome(self, options: dict[str, Any]) -> Outcome:
        path = Path(options["file"])
        target = find_target(self.target)
        assert target is not None
        try:
            profile = find_profile(options["profile"])
            if profile.target is not target:
                raise refused(_("This profile fills something else. Choose another."), value=profile.name)
            content = _content(path)
        except Refused as refusal:
            return Outcome(0, problems=refusal.problems)
        name = f"{path.resolve().name}{SUFFIX}" if path.is_dir() else path.name
        upload = Upload(name, content, profile, {name: options[name] for name in target.options}, {})
        at = timezone.now()
        if options["dry_run"]:
            return check(upload, on=timezone.localdate(at))
        return import_file(upload, by=None, at=at)

    def _tell(self, outcome: Outcome, is_dry: bool) -> None:
        for error in _errors(outcome):
            place = _("row %(row)s, ") % {"row": error.row} if error.row else ""
            self.stderr.write(f"{place}{error.column}: {error.reason} [{error.value}]")
        for column in outcome.unread:
            self.stdout.write(_("Column not read: %(column)s") % {"column": column})
        self._tell_left_out(outcome)
        self._tell_moves(outcome)
        for note in outcome.notes if outcome.may_be_applied else ():
            self.stdout.write(str(note))
        for counts in (outcome.tallies or {}).values():
            self.stdout.write(", ".join(f"{word} {count}" for word, count in counts.items()))
        self.stdout.write(
            _("%(rows)d rows: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
            % {"rows": outcome.rows, "new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
        )
        if not outcome.may_be_applied:
            self.stderr.write(_("Nothing was written: mend the errors above and try again."))
        elif is_dry:
            self.stdout.write(_("Checked only; nothing was written."))

    def _tell_left_out(self, outcome: Outcome) -> None:
        """Each kind of them with its number, then line by line."""
        for group in grouped(outcome.left_out):
            self.stdout.write(f"{group.column}: {group.reason} ({len(group.lines)})")
            for line in group.lines:
                place = _("row %(row)s, ") % {"row": line.row}
                self.stdout.write(f"  {place}{line.name} [{line.value}]")

    def _tell_moves(self, outcome: Outcome) -> None:
        for what, moves in moves_by_kind(outcome.moves).items():
            self.stdout.write(f"{what} ({len(moves)})")
            for move in moves:
                self.stdout.write(f"  {move.name}" + (f": {move.before} → {move.now}" if move.now else ""))


def _content(path: Path) -> bytes:
    try:
        return pack(path) if path.is_dir() else path.read_bytes()
    except OSError as error:
        raise refused(_("The file cannot be read: %(why)s") % {"why": error.strerror}, value=str(path)) from None


def _errors(outcome: Outcome) -> list[Problem]:
    """On the command line nobody can confirm: an undecided proposal is an error."""
    reason = _(
        "This may be %(known)s (likeness %(percent)d %%). Decide it in [matches] of the profile: same or different."
    )
    undecided = [
        Problem(each.row, each.column, each.value, reason % {"known": each.known, "percent": each.likeness * 100})
        for each in outcome.proposals
    ]
    return [*outcome.problems, *undecided]


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "rows": outcome.rows,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        **{name: dict(counts) for name, counts in (outcome.tallies or {}).items()},
        "errors": [error.as_json() for error in _errors(outcome)],
        "left_out": [line.as_json() for line in outcome.left_out],
        "moves": [asdict(move) for move in outcome.moves],
    }

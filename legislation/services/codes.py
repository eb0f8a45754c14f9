from datetime import date

from core.trial import next_numbers

LETTERS = {"act_code": "A", "item_code": "H", "consultation_code": "C"}
"""Sequences and the letter of the codes they give."""


def next_codes(sequence: str, on: date, count: int = 1) -> list[str]:
    """Codes are given by the system: ``H-2026-0031`` for a harmonisation item."""
    return [f"{LETTERS[sequence]}-{on.year}-{number:04d}" for number in next_numbers(sequence, count)]

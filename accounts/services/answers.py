"""Answers to programs that send a request again."""

from datetime import datetime

from accounts.models import KeptAnswer


def forget_answers(*, before: datetime) -> int:
    """Gives their number."""
    gone, _by_model = KeptAnswer.objects.from_before(before).delete()
    return gone

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from demo.models import Letter


class LetterQuerySet(RecordQuerySet["Letter"]):
    def addressed_to(self, email: str) -> Self:
        return self.filter(recipients__icontains=email) if email else self

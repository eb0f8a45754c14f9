from collections.abc import Collection
from datetime import date

from legislation.models import Block
from projects.models import Current


def refresh_waiting(on: date, item_ids: Collection[int] | None = None) -> None:
    """Compute anew how the projects stand that wait for these items (None: for any): what they expect has moved."""
    blocks = Block.objects.standing()
    project_ids = (blocks if item_ids is None else blocks.of_items(item_ids)).project_ids()
    if project_ids:
        Current.objects.refresh(on, project_ids)

"""How Python looks for garbage in processes that answer requests and work off tasks."""

import gc
from typing import Any


def look_seldom(**_said: Any) -> None:
    """To be called once all is loaded, which is then never looked through again. A page that makes ten thousand rows is looked
    through some dozen times, not thousands: of the work queue of 10,000 projects that took a third of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)

"""What runs below a process, read from /proc."""

import time
from pathlib import Path

Life = tuple[int, str]  # a process id and when it started: ids are used again


def descendants(pid: int) -> set[Life]:
    found: set[Life] = set()
    for child in children(pid):
        found |= {(child, started(child)), *descendants(child)}
    return found


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def started(pid: int) -> str:
    """Empty once the process has ended, whether or not its parent has noticed."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def left_after(seconds: float, lives: set[Life]) -> set[int]:
    """Those still alive when the time is up; returns as soon as there are none."""
    deadline = time.monotonic() + seconds
    while True:
        left = {pid for pid, start in lives if started(pid) == start != ""}
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)

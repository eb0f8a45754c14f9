"""Why a row is not taken over."""


class Fault(Exception):
    """A cell is wrong, and with it the whole file."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value = value
        self.reason = reason


class Skipped(Exception):
    """The row is left out and named; the rest of the file stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""Which stage may follow which. DOMAIN section 4, Project."""

MOVES: dict[str, tuple[str, ...]] = {
    "proposed": ("approved", "cancelled"),
    "approved": ("delivery", "paused", "cancelled"),
    "delivery": ("closing", "paused", "cancelled"),
    "closing": ("closed", "delivery", "paused", "cancelled"),
    "paused": ("approved", "delivery", "closing", "cancelled"),
    "closed": ("closing",),
    "cancelled": ("approved",),
}
# Steps off the way or back on it: the record must tell why.
WANT_A_REASON = frozenset(
    {("closing", "delivery"), ("closed", "closing"), ("cancelled", "approved")}
    | {(stage, end) for stage, moves in MOVES.items() for end in moves if end in ("paused", "cancelled")}
)
PAIRS = [(stage, following) for stage, moves in MOVES.items() for following in moves]

"""What the pages of institutions and people tell, asked of every app at once; a fixed number of queries."""

from ministries.record.hand_over import HandOver, hand_over_of
from ministries.record.institution import (
    asked_of,
    concerns_about,
    history_of,
    holding_of,
    ownerless_work,
    parts_of,
    posts_of,
)
from ministries.record.tree import tree_of

__all__ = [
    "HandOver",
    "asked_of",
    "concerns_about",
    "hand_over_of",
    "history_of",
    "holding_of",
    "ownerless_work",
    "parts_of",
    "posts_of",
    "tree_of",
]

from legislation.answers import blocks, deficits, items, opinions

__all__ = ["blocks", "deficits", "items", "opinions"]

from legislation.answers import blocks, changes, dates, deficits, items, opinions

__all__ = ["blocks", "changes", "dates", "deficits", "items", "opinions"]

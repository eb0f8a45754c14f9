from legislation.answers import blocks, dates, deficits, items, opinions

__all__ = ["blocks", "dates", "deficits", "items", "opinions"]

from legislation.answers import blocks, changes, dates, deficits, endings, findings, items, opinions

__all__ = ["blocks", "changes", "dates", "deficits", "endings", "findings", "items", "opinions"]

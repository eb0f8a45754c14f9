from legislation.answers import blocks, deficits, items

__all__ = ["blocks", "deficits", "items"]

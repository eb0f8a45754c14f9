from legislation.answers import blocks, deficits

__all__ = ["blocks", "deficits"]

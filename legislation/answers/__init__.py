from legislation.answers import blocks

__all__ = ["blocks"]

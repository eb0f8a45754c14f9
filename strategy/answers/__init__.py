from strategy.answers import dues

__all__ = ["dues"]

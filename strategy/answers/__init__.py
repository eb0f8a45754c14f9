from strategy.answers import dates, dues

__all__ = ["dates", "dues"]

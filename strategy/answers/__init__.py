from strategy.answers import changes, dates, dues

__all__ = ["changes", "dates", "dues"]

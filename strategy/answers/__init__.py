from strategy.answers import changes, dates, dues, findings

__all__ = ["changes", "dates", "dues", "findings"]

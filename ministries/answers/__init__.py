from ministries.answers import changes, concerns, dates, rights

__all__ = ["changes", "concerns", "dates", "rights"]

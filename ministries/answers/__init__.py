from ministries.answers import changes, concerns, dates, findings, rights

__all__ = ["changes", "concerns", "dates", "findings", "rights"]

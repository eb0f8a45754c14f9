from ministries.answers import concerns, dates, rights

__all__ = ["concerns", "dates", "rights"]

from ministries.answers import concerns, rights

__all__ = ["concerns", "rights"]

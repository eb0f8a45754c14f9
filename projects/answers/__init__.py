from projects.answers import changes, clashes, concerns, dates, dues, facts, gaps, risks

__all__ = ["changes", "clashes", "concerns", "dates", "dues", "facts", "gaps", "risks"]

from projects.answers import clashes, concerns, dates, dues, facts, gaps, risks

__all__ = ["clashes", "concerns", "dates", "dues", "facts", "gaps", "risks"]

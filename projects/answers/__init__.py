from projects.answers import changes, clashes, concerns, dates, dues, facts, findings, gaps, risks

__all__ = ["changes", "clashes", "concerns", "dates", "dues", "facts", "findings", "gaps", "risks"]

from projects.answers import changes, clashes, concerns, dates, dues, endings, facts, findings, gaps, risks

__all__ = ["changes", "clashes", "concerns", "dates", "dues", "endings", "facts", "findings", "gaps", "risks"]

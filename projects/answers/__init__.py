from projects.answers import clashes, concerns, dues, facts, gaps, risks

__all__ = ["clashes", "concerns", "dues", "facts", "gaps", "risks"]

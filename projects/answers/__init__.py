from projects.answers import concerns, dues, facts, gaps

__all__ = ["concerns", "dues", "facts", "gaps"]

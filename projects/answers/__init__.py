from projects.answers import dues, facts

__all__ = ["dues", "facts"]

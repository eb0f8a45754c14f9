"""How far an indicator is on its way, and how that is said: figures and days in, no query."""

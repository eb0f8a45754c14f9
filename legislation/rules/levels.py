"""Levels of a concordance table: what each is called in names of columns, and which leave something to do."""

LEVELS = {
    "fully": "fully",
    "partially": "partially",
    "not_to_be": "not to be transposed",
    "not_relevant": "not relevant",
    "discretionary": "discretionary",
    "not_compared": "",
}
ICONS = {
    "fully": "disc",
    "partially": "half",
    "not to be transposed": "slash",
    "not relevant": "bar",
    "discretionary": "diamond",
    "": "ring",
}
"""A line icon by level; the word always follows."""
TRANSPOSED = ("fully", "partially")
"""These say where in national law."""
OPEN = ("partially", "")
"""Partially transposed, or not compared yet."""

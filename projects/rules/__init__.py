"""Rules of the portfolio that take numbers and dates and ask nothing."""

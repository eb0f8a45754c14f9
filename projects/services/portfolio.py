from datetime import date

from projects.models import Current


def refresh_portfolio(*, on: date) -> None:
    """Rewrite the derived columns of every project: they age with the day. Safe to run twice."""
    Current.objects.refresh(on)

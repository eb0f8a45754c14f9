"""What settings.py reads from the environment, for the demo, the tests and the checks."""

import os

from egov_coord.launch.place import Place

LOOPBACK = "localhost,127.0.0.1,[::1]"


def demo_settings(place: Place, addresses: dict[str, str], *, port: int) -> dict[str, str]:
    return {
        **os.environ,
        **addresses,
        "DEMO": "true",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or place.secret_key(),
        "ALLOWED_HOSTS": LOOPBACK,
        "SITE_URL": f"http://localhost:{port}",
        "CELERY_BEAT_FILE": str(place.home / "celerybeat-schedule"),
    }


def test_settings(place: Place, addresses: dict[str, str]) -> dict[str, str]:
    """As the demo's, but with nothing of the person's own environment that settings.py reads."""
    kept = {name: value for name, value in os.environ.items() if name not in READ_BY_SETTINGS}
    return {
        **kept,
        **addresses,
        "DEMO": "true",
        "SECRET_KEY": "only-for-tests",
        "SITE_URL": "http://localhost:8000",
        "LOG_LEVEL": "WARNING",
        "API_REQUESTS_PER_MINUTE": "1000000000",
        "API_WRONG_KEYS_PER_MINUTE": "1000000000",
        "CELERY_BEAT_FILE": str(place.home / "celerybeat-schedule"),
    }


READ_BY_SETTINGS = frozenset(
    {
        "ALLOWED_HOSTS",
        "API_REQUESTS_PER_MINUTE",
        "API_WRONG_KEYS_PER_MINUTE",
        "DATABASE_URL",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_TIMEOUT",
        "EMAIL_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "SITE_URL",
        "STATIC_ROOT",
        "TRUSTED_PROXIES",
    }
)

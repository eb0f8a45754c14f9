from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "digests"

    def ready(self) -> None:
        """The outbox asks for letters; importing the services registers the answer."""
        from digests import services  # noqa: F401

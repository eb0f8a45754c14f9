from django.apps import AppConfig


class MinistriesConfig(AppConfig):
    name = "ministries"

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")

app = Celery("egov_coord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

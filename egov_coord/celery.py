import os

from celery import Celery
from celery.signals import worker_process_init

from egov_coord.garbage import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")

app = Celery("egov_coord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
worker_process_init.connect(look_seldom)

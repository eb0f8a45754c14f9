from celery import shared_task

from history import services


@shared_task(name="history.sweep_marks")
def sweep_marks() -> None:
    services.sweep_marks()
    services.sweep_writes()

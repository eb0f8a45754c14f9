from django.db import transaction

from history.models import Epoch, Mark, Write


def begin_epoch() -> Epoch:
    """After a restore: marks of other transactions go, and whoever holds a place in the changes has to start again. What was
    kept until then holds no longer."""
    with transaction.atomic():
        Mark.objects.all().delete()
        Write.objects.all().delete()
        return Epoch.objects.create()


def sweep_marks() -> int:
    return Mark.objects.sweep()


def sweep_writes() -> int:
    return Write.objects.sweep()

from django.db import migrations
from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.seeds import FUNCTIONS


def seed(apps, schema_editor):
    """A country that was set up before the functions came gets the usual ones."""
    if not apps.get_model("ministries", "Country").objects.exists():
        return
    functions = apps.get_model("ministries", "CoordinationFunction").objects
    on = timezone.localdate()
    functions.bulk_create(
        functions.model(code=code, name=_(name), rank=rank * 10, starts_on=on)
        for rank, (code, name) in enumerate(FUNCTIONS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("ministries", "0002_responsibility")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

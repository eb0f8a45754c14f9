from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0012_sittings")]

    operations = [
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "agreement"), ("source_name", ""), _negated=True),
                name="funding_agreement_named",
            ),
        ),
    ]

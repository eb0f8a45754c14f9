from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0011_risks_and_dependencies")]

    operations = [
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "agreement"), ("source_name", ""), _negated=True),
                name="funding_agreement_named",
            ),
        ),
    ]

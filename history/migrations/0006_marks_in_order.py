from django.db import migrations, models

ALTER = "ALTER TABLE history_mark DROP CONSTRAINT history_mark_pkey, ADD PRIMARY KEY ({columns})"


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="mark",
            name="mark_since",
        ),
        migrations.RunSQL(
            ALTER.format(columns="kind, changed_in, record_id"),
            ALTER.format(columns="kind, record_id, changed_in"),
            state_operations=[
                migrations.AlterField(
                    model_name="mark",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "kind", "changed_in", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
    ]

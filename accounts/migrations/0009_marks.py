from django.db import migrations

from history.marks import Marked, install


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
        ("accounts", "0008_key_made_by"),
    ]
    operations = [
        install(
            Marked("accounts_user", "accounts.user", ignoring=("last_login", "password")),
        ),
    ]

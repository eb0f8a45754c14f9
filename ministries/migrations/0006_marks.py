from django.db import migrations

from history.marks import Marked, install


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
        ("ministries", "0005_search_words"),
    ]
    operations = [
        install(
            Marked("ministries_appointment", "ministries.appointment"),
            Marked("ministries_coordinationfunction", "ministries.coordinationfunction"),
            Marked("ministries_country", "ministries.country"),
            Marked("ministries_exchangerate", "ministries.exchangerate"),
            Marked("ministries_holiday", "ministries.holiday"),
            Marked("ministries_institution", "ministries.institution"),
            Marked("ministries_mandate", "ministries.mandate"),
            Marked("ministries_settlement", "ministries.settlement"),
            Marked(
                "ministries_settlementlead",
                "ministries.settlementlead",
                touches=(("ministries.settlement", "settlement_id"),),
            ),
            Marked("ministries_succession", "ministries.succession"),
        ),
    ]

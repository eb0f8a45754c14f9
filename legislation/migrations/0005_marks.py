from django.db import migrations

from history.marks import Marked, install


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
        ("legislation", "0004_search_words"),
    ]
    operations = [
        install(
            Marked("legislation_act", "legislation.act"),
            Marked("legislation_block", "legislation.block", touches=(("legislation.item", "item_id"),)),
            Marked("legislation_comment", "legislation.comment", touches=(("legislation.opinion", "opinion_id"),)),
            Marked("legislation_concordance", "legislation.concordance", touches=(("legislation.act", "act_id"),)),
            Marked("legislation_consultation", "legislation.consultation", touches=(("legislation.item", "item_id"),)),
            Marked("legislation_item", "legislation.item"),
            Marked("legislation_itemfunction", "legislation.itemfunction", touches=(("legislation.item", "item_id"),)),
            Marked(
                "legislation_measure",
                "legislation.measure",
                touches=(("legislation.act", "act_id"), ("legislation.act", "law_id")),
            ),
            Marked("legislation_opinion", "legislation.opinion", touches=(("legislation.request", "request_id"),)),
            Marked("legislation_plan", "legislation.plan", touches=(("legislation.item", "item_id"),)),
            Marked("legislation_practice", "legislation.practice"),
            Marked(
                "legislation_request", "legislation.request", touches=(("legislation.consultation", "consultation_id"),)
            ),
            Marked("legislation_stageterm", "legislation.stageterm"),
            Marked(
                "legislation_touchedact",
                "legislation.touchedact",
                touches=(("legislation.item", "item_id"), ("legislation.act", "act_id")),
            ),
        ),
    ]

from django.db import migrations

from ledger.history import watch

TABLES = (
    "panel",
    "judge",
    "judge_categories",
    "judge_former_units",
    "assignment",
    "score",
    "override",
    "shortlist",
    "place",
)


class Migration(migrations.Migration):
    dependencies = [("judging", "0007_blind_stages"), ("ledger", "0004_watching")]
    operations = [
        *[watch(f"judging_{table}") for table in TABLES],
        # Nobody but its writer ever reads a private note.
        watch("judging_scoresheet", without=("private_note",)),
    ]

from django.db import migrations

from ledger.history import watch

TABLES = (
    "edition",
    "phase",
    "group",
    "category",
    "section",
    "documentrule",
    "videorule",
    "checkitem",
    "stage",
    "criterion",
    "rubricband",
)


class Migration(migrations.Migration):
    dependencies = [("competitions", "0007_blind_stages"), ("ledger", "0004_watching")]
    operations = [watch(f"competitions_{table}") for table in TABLES]

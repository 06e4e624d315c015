from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_watch_the_rest"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("operation", "DELETE")), fields=["table"], name="change_gone"
            ),
        ),
    ]

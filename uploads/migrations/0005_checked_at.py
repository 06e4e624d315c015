from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("uploads", "0004_move")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="checked_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="terakhir dibaca ulang pada"
            ),
        ),
    ]

from django.db import migrations


def name(apps, schema_editor):
    """Files of orders that never expire get the purpose of what is kept."""
    orders = apps.get_model("downloads", "Order").objects.filter(expires_at=None)
    kept = orders.exclude(file=None).values("file")
    files = apps.get_model("uploads", "StoredFile").objects
    files.filter(pk__in=kept, purpose="unduhan").update(purpose="unduhan-tetap")


def back(apps, schema_editor):
    files = apps.get_model("uploads", "StoredFile").objects
    files.filter(purpose="unduhan-tetap").update(purpose="unduhan")


class Migration(migrations.Migration):
    dependencies = [("downloads", "0001_orders")]

    operations = [migrations.RunPython(name, back, elidable=True)]

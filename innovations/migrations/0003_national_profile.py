"""What the national index asks of an innovation: theme, programme, development, two papers."""

import django.db.models.deletion
from django.db import migrations, models

from innovations.reference import THEMES


def load_themes(apps, schema_editor):
    Theme = apps.get_model("innovations", "Theme")
    Theme.objects.bulk_create(Theme(name=name, order=i) for i, name in enumerate(THEMES, 1))


class Migration(migrations.Migration):
    dependencies = [
        ("innovations", "0002_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="nama")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="urutan")),
                (
                    "is_offered",
                    models.BooleanField(
                        default=True,
                        help_text="Tema yang tidak ditawarkan lagi tetap tercatat pada inovasi yang memakainya.",
                        verbose_name="ditawarkan",
                    ),
                ),
            ],
            options={
                "verbose_name": "tema",
                "verbose_name_plural": "tema",
                "ordering": ["order", "name"],
            },
        ),
        migrations.RunPython(load_themes, migrations.RunPython.noop),
        migrations.AddField(
            model_name="innovation",
            name="has_developed",
            field=models.BooleanField(
                default=False,
                help_text="Diminta Kemendagri untuk inovasi yang dilaporkan untuk kedua kalinya.",
                verbose_name="sudah dikembangkan sejak pelaporan terakhir",
            ),
        ),
        migrations.AddField(
            model_name="innovation",
            name="priority_programme",
            field=models.CharField(blank=True, max_length=200, verbose_name="program prioritas"),
        ),
        migrations.AlterField(
            model_name="material",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bukti", "Bukti (PDF)"),
                    ("anggaran", "Dokumen anggaran (PDF)"),
                    ("profil", "Profil bisnis (PDF)"),
                    ("foto", "Foto"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="innovation",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="innovations.theme",
                verbose_name="tema",
            ),
        ),
    ]

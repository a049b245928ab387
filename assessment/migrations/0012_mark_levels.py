from django.db import migrations, models


class Migration(migrations.Migration):
    """Marks of questions and of the total beside those of indicators."""

    dependencies = [
        ("assessment", "0011_review_desk"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="mark", name="mark_unique"),
        migrations.RenameField(model_name="mark", old_name="indicator_code", new_name="code"),
        migrations.AlterField(
            model_name="mark",
            name="code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="mark",
            name="level",
            field=models.CharField(
                choices=[
                    ("question", "Pertanyaan"),
                    ("indicator", "Indikator"),
                    ("total", "Seluruhnya"),
                ],
                default="indicator",
                max_length=9,
                verbose_name="tingkat",
            ),
        ),
        migrations.AlterModelOptions(name="mark", options={"ordering": ("level", "code", "pk")}),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                fields=["cycle", "level", "code", "stage"], name="mark_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(level="total", code="")
                    | (~models.Q(level="total") & ~models.Q(code=""))
                ),
                name="mark_total_has_no_code",
            ),
        ),
    ]

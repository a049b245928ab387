"""Photos carry a fingerprint of what they show, by which near-identical ones are found."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0005_drop_agreement_columns")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="likeness",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
    ]

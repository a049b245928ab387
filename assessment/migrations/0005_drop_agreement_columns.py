from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_move_agreements")]

    operations = [
        migrations.RemoveField(
            model_name="program",
            name="agreement_date",
        ),
        migrations.RemoveField(
            model_name="program",
            name="agreement_number",
        ),
    ]

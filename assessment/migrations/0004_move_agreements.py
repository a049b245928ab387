"""The one agreement that a programme named becomes the first of its agreements, and back."""

from django.db import migrations
from django.db.models import Q


def kind_of(number: str) -> str:
    text = number.upper()
    if "PKS" in text:
        return "pks"
    return "mou" if "MOU" in text else "other"


def move_agreements(apps, schema_editor):
    program_model = apps.get_model("assessment", "Program")
    agreement_model = apps.get_model("assessment", "Agreement")
    stated = ~Q(agreement_number="") | Q(agreement_date__isnull=False)
    for program in program_model.objects.filter(stated).iterator():
        agreement = agreement_model.objects.create(
            program=program,
            kind=kind_of(program.agreement_number),
            number=program.agreement_number,
            date=program.agreement_date,
        )
        agreement.agencies.set(program.joint_agencies.all())


def move_back(apps, schema_editor):
    agreement_model = apps.get_model("assessment", "Agreement")
    for agreement in agreement_model.objects.order_by("-pk").iterator():
        program = agreement.program
        program.agreement_number = agreement.number
        program.agreement_date = agreement.date
        program.save(update_fields=["agreement_number", "agreement_date"])


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_program_agreements")]

    operations = [migrations.RunPython(move_agreements, move_back)]

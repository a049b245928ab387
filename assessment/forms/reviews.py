"""The reviewers' form: a verdict on one citation. The service judges again."""

from __future__ import annotations

from django import forms

from assessment.models import Citation

State = Citation.CitationState


class CitationForm(forms.Form):
    """Accept, or refuse with a reason."""

    state = forms.ChoiceField(
        label="Putusan", choices=[(State.ACCEPTED, "Terima"), (State.REFUSED, "Tolak")]
    )
    reason = forms.CharField(
        label="Alasan penolakan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

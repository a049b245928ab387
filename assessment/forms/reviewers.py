"""The division of the clusters among the people of the secretariat. Never saves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from assessment.core.instrument import Cluster
from assessment.selectors.reviewers import Desk


class DivisionForm(forms.Form):
    """One group of boxes a cluster; `terlihat` is the print of the division that was shown."""

    terlihat = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)

    def __init__(self, clusters: Iterable[Cluster], now: Desk, data: QueryDict | None) -> None:
        super().__init__(data, initial={"terlihat": now.print})
        people = [(str(person.pk), person.full_name) for person in now.people]
        self.codes = {}
        for number, cluster in enumerate(clusters, start=1):
            name = f"klaster-{number}"
            self.codes[name] = cluster.code
            self.fields[name] = forms.MultipleChoiceField(
                label=cluster.name,
                required=False,
                choices=people,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(pk) for pk in now.by_cluster.get(cluster.code, ())],
                error_messages={"invalid_choice": "Pilih pemeriksa dari daftar."},
            )

    @property
    def chosen(self) -> dict[str, list[int]]:
        return {
            code: [int(pk) for pk in self.cleaned_data[name]] for name, code in self.codes.items()
        }

    @property
    def seen(self) -> str:
        seen: str = self.cleaned_data["terlihat"]
        return seen

    def refuse(self, message: str, now: Desk) -> None:
        """What was ticked stays; the hidden field now speaks of the present division."""
        self.add_error(None, message)
        typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict once it is bound
        typed["terlihat"] = now.print
        self.data = typed

"""The filters of the inbox."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from complaints.search import search_complaints
from dashboard.words import list_statuses
from dispatch.models import Track, Visibility

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class InboxFilter(django_filters.FilterSet):
    """Narrows the inbox. `options` holds the choices of categories, districts and agencies, read once."""

    q = django_filters.CharFilter(label="Cari nomor atau kata", method="search")
    kategori = django_filters.ChoiceFilter(label="Kategori", field_name="category_id", empty_label="Semua")
    kecamatan = django_filters.ChoiceFilter(label="Kecamatan", method="narrow_by_district", empty_label="Semua")
    jalur = django_filters.ChoiceFilter(label="Jalur", field_name="track", choices=Track.choices, empty_label="Semua")
    status = django_filters.ChoiceFilter(
        label="Keadaan", field_name="status", choices=list_statuses(), empty_label="Semua"
    )
    opd = django_filters.ChoiceFilter(label="OPD", field_name="agency_id", empty_label="Semua")
    dari = django_filters.DateFilter(label="Masuk sejak", field_name="filed_at", lookup_expr="date__gte", widget=_DATE)
    sampai = django_filters.DateFilter(
        label="Masuk sampai", field_name="filed_at", lookup_expr="date__lte", widget=_DATE
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def __init__(self, *args: Any, options: dict[str, list], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kategori", "kecamatan", "opd"):
            if options.get(name):
                self.filters[name].extra["choices"] = options[name]
            else:
                del self.filters[name]

    def search(self, queryset: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        """Keep what carries this number or these words."""
        return search_complaints(queryset, value)

    def narrow_by_district(self, queryset: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        """Keep what lies there; where a secret report lies is not told by leaving it in."""
        return queryset.filter(district_id=value).exclude(visibility=Visibility.SECRET)

    @property
    def used(self) -> list[str]:
        """The names of the filters that narrow now, the search aside."""
        data = self.form.cleaned_data if self.is_valid() else {}
        return [name for name, value in data.items() if value and name != "q"]

"""Trying a routing rule before it is saved: forms and answers for the admin."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from dispatch.models import Agency, Category, RoutingOverride, Village
from dispatch.routing import Route, find_route


class VillageChoiceField(forms.ModelChoiceField):
    """Villages with their kecamatan: names repeat across the regency."""

    def __init__(self, **options) -> None:
        villages = Village.objects.select_related("district").defer("boundary")
        super().__init__(villages, **{"label": "Desa/kelurahan", **options})

    def label_from_instance(self, obj: Village) -> str:
        """Return "Desa Sekuro, Kec. Mlonggo"."""
        return f"{obj}, {obj.district}"


class RoutingOverrideForm(forms.ModelForm):
    """One exception; the place is a village or a district, the model says not both."""

    village = VillageChoiceField(required=False)

    class Meta:
        model = RoutingOverride
        fields = ["category", "village", "district", "agency", "reason", "is_active"]


class TryForm(forms.Form):
    """A category and a place, and if wanted an exception that does not exist yet."""

    class Scope:
        """Where a tried exception would hold."""

        VILLAGE = "village"
        DISTRICT = "district"

    category = forms.ModelChoiceField(Category.objects.all(), label="Kategori")
    village = VillageChoiceField(required=False, empty_label="Lokasi tidak disebut")
    agency = forms.ModelChoiceField(
        Agency.objects.all(),
        label="Coba pengecualian ke OPD",
        required=False,
        empty_label="Tanpa pengecualian baru",
        help_text="Hanya dicoba, tidak disimpan.",
    )
    scope = forms.ChoiceField(
        label="Pengecualian berlaku di",
        choices=[(Scope.VILLAGE, "desa/kelurahan itu saja"), (Scope.DISTRICT, "seluruh kecamatannya")],
        required=False,
    )

    def clean(self) -> dict[str, object]:
        """An exception needs a place."""
        cleaned = super().clean() or {}
        if cleaned.get("agency") and not cleaned.get("village"):
            self.add_error("village", "Pilih desa/kelurahan untuk mencoba pengecualian.")
        return cleaned


@dataclass(frozen=True)
class Trial:
    """The route as it is, and as it would be with the rule that is tried."""

    place: str
    now: Route
    then: Route | None
    # Villages of the tried district that keep a rule of their own.
    unaffected: list[RoutingOverride]


def try_form(form: TryForm) -> Trial:
    """Answer a valid form of the try page."""
    category, village, agency = (form.cleaned_data[name] for name in ("category", "village", "agency"))
    if agency is None:
        now = find_route(category=category, village=village)
        return Trial(str(village or "Lokasi tidak disebut"), now, None, [])
    whole_district = form.cleaned_data["scope"] == TryForm.Scope.DISTRICT
    override = RoutingOverride(
        category=category,
        agency=agency,
        village=None if whole_district else village,
        district=village.district if whole_district else None,
    )
    return try_override(override, village=village)


def try_override(override: RoutingOverride, *, village: Village | None = None) -> Trial:
    """Answer for an unsaved or changed override; without `village`, for a place where it applies."""
    own_rules = _list_village_rules(override)
    village = village or override.village or _pick_village(override, own_rules)
    return Trial(
        place=f"{village}, {village.district}" if village else str(override.district),
        now=find_route(category=override.category, village=village),
        then=find_route(category=override.category, village=village, trial=override),
        unaffected=own_rules,
    )


def _list_village_rules(override: RoutingOverride) -> list[RoutingOverride]:
    if override.district_id is None:
        return []
    rules = RoutingOverride.objects.filter(
        category=override.category, village__district=override.district_id, is_active=True
    ).exclude(pk=override.pk)
    return list(rules.select_related("village", "agency").defer("village__boundary"))


def _pick_village(override: RoutingOverride, own_rules: list[RoutingOverride]) -> Village | None:
    """Return a village of the district where no village rule hides the district's."""
    villages = Village.objects.filter(district=override.district_id).select_related("district").defer("boundary")
    taken = [rule.village_id for rule in own_rules]
    return villages.exclude(pk__in=taken).first() or villages.first()

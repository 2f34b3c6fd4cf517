"""The form of a contact: its address is never shown again, and may not lead into our own network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from dispatch.models import AgencyContact
from dispatch.outgoing_guard import OutgoingRefused, check_apprise_address

KEPT = "Tersimpan dan tidak ditampilkan. Kosongkan bila tidak diubah."


class AgencyContactForm(forms.ModelForm):
    """Whom to alert. The address holds the token of its channel: it can be replaced, not read."""

    class Meta:
        model = AgencyContact
        fields = ("agency", "name", "address", "order", "is_active")
        widgets = {"address": AdminTextInputWidget(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["address"] = ""
            self.fields["address"].required = False
            self.fields["address"].help_text = KEPT

    def clean_address(self) -> str:
        """Refuse an unknown kind of address, and one that leads inside."""
        address = self.cleaned_data["address"].strip()
        if not address and self.instance.pk:
            return self.instance.address
        try:
            check_apprise_address(address)
        except OutgoingRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return address

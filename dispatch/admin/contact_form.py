"""The form of a contact: its address may not lead into our own network."""

from __future__ import annotations

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from dispatch.models import AgencyContact
from dispatch.outgoing_guard import OutgoingRefused, check_apprise_address


class AgencyContactForm(forms.ModelForm):
    """Whom to alert."""

    class Meta:
        model = AgencyContact
        fields = ("agency", "name", "address", "order", "is_active")
        widgets = {"address": AdminTextInputWidget}

    def clean_address(self) -> str:
        """Refuse an unknown kind of address, and one that leads inside."""
        address = self.cleaned_data["address"].strip()
        try:
            check_apprise_address(address)
        except OutgoingRefused as refusal:
            raise ValidationError(str(refusal)) from None
        return address

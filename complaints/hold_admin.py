"""The admin's page on which a legal hold is set, changed and lifted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.roles import Right
from complaints.forms.base import PlainForm, PlainTextField
from complaints.holds import LONGEST_REASON, HoldRefused, lift_hold, set_hold
from complaints.models import Complaint
from dispatch.admin.base import RightFirstAdmin
from jepara_tanggap.addresses import client_address


class HoldForm(PlainForm):
    """Why the data must stay."""

    reason = PlainTextField(
        label="Alasan penahanan",
        most=LONGEST_REASON,
        required_message="Tulis alasan penahanan, misalnya nomor surat permintaannya.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HoldPages(RightFirstAdmin):
    """What the admin of complaints gains by it."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        page = path(
            "<int:complaint_id>/tahan/", self.admin_site.admin_view(self.hold_page), name="complaints_complaint_hold"
        )
        return [page, *super().get_urls()]

    @admin.display(description="penahanan hukum")
    def hold_link(self, complaint: Complaint) -> SafeString:
        """Return whether a hold stands, and the way to its page."""
        state = "ditahan" if complaint.hold_since else "tidak ditahan"
        return format_html(
            '{} · <a href="{}">Atur</a>', state, reverse("admin:complaints_complaint_hold", args=[complaint.pk])
        )

    def hold_page(self, request: HttpRequest, complaint_id: int) -> HttpResponse:
        """Show the hold, and set or lift it."""
        if not request.user.may(Right.HOLD):  # type: ignore[union-attr]
            raise PermissionDenied
        # Of the same rows as the page it hangs on: of a secret report nobody learns here that there is one.
        complaint = get_object_or_404(self.get_queryset(request).select_related("hold_by"), pk=complaint_id)
        form = HoldForm(request.POST or None, initial={"reason": complaint.hold_reason})
        if request.method == "POST" and self._act(request, complaint, form):
            return redirect(reverse("admin:complaints_complaint_change", args=[complaint.pk]))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"Penahanan hukum {complaint.grouped_number}",
            "opts": self.model._meta,
            "complaint": complaint,
            "form": form,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/complaints/complaint/hold.html", context, status=status)

    def _act(self, request: HttpRequest, complaint: Complaint, form: HoldForm) -> bool:
        who: Any = {"complaint_id": complaint.pk, "user": request.user, "address": client_address(request)}
        try:
            if "lift" in request.POST:
                lift_hold(**who)
                messages.success(request, "Penahanan dicabut. Data yang sudah lewat masanya dihapus malam ini.")
                return True
            if form.is_valid():
                set_hold(reason=form.cleaned_data["reason"], **who)
                messages.success(request, "Data laporan ini ditahan dan tidak akan dihapus.")
                return True
        except HoldRefused as refusal:
            form.add_error("reason", str(refusal))
        return False

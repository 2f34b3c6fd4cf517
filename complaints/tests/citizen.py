"""A citizen at a browser without scripts, for tests of the pages."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from complaints.models import Complaint, Draft

STORY = "Lampu jalan di depan balai desa mati sejak Senin."


class Citizen:
    """Walks the filing pages as a browser would: follows where each answer leads."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=True)
        self.base = ""

    def tell(self, text: str = STORY, **more: Any) -> HttpResponse:
        """Answer the first page, and begin a draft."""
        answer = self.client.post("/lapor/", {"text": text, **more})
        self.base = f"/lapor/{self.draft.token}/"
        return answer

    @property
    def draft(self) -> Draft:
        """The draft this browser wrote last."""
        return Draft.objects.order_by("-created_at").first()

    def answer(self, slug: str, **fields: Any) -> HttpResponse:
        """Answer one page."""
        return self.client.post(f"{self.base}{slug}/", fields)

    def see(self, slug: str) -> HttpResponse:
        """Look at one page."""
        return self.client.get(f"{self.base}{slug}/")

    def fill(
        self, category: str = "N-PJU", place: dict | None = None, contact: dict | None = None, **story: Any
    ) -> None:
        """Answer every page but the last."""
        self.tell(**story)
        self.answer("jenis", category=category)
        self.answer("lokasi", **({"village": "Bandengan"} if place is None else place))
        contact = {"phone": "0812 3456 7890"} if contact is None else contact
        # As the page stands at first: publication is on, social media is off.
        self.answer("kontak", **{"publication": "on", **contact})

    def file(self, **answers: Any) -> Complaint:
        """File a whole report and return it."""
        self.fill(**answers)
        assert self.answer("periksa").status_code == 303
        return Complaint.objects.get(intake_key=str(self.draft.token))


def make_photo(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), name: str = "foto.jpg", **options: Any
) -> SimpleUploadedFile:
    """Return an upload of a plain green picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue(), "application/octet-stream")


def make_gps_exif(lat: tuple[float, float, float], lng: tuple[float, float, float]) -> Image.Exif:
    """Return EXIF of a telephone that knows where it is, south and east."""
    exif = Image.Exif()
    exif[0x010F] = "PabrikKamera"
    exif.get_ifd(0x8825).update({1: "S", 2: lat, 3: "E", 4: lng})
    return exif

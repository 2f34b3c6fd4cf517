"""The ticket page as its tests use it: read it, send a form of it, move a ticket on."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from complaints.actors import actor_for_user
from complaints.lifecycle import apply_transition
from complaints.models import Complaint


def read_page(client: Client, complaint: Complaint, name: str = "ticket") -> str:
    return client.get(reverse(f"dashboard:{name}", args=[complaint.number])).content.decode()


def take(client: Client, complaint: Complaint, action: str, **fields):
    """Send the form of a step, as it stands on a page opened at the complaint's version."""
    fields = {"action": action, "version": complaint.version, **fields}
    return client.post(reverse("dashboard:step", args=[complaint.number]), fields)


def make_photo(name: str = "bukti.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def move(complaint: Complaint, client: Client, *actions: str) -> Complaint:
    for action in actions:
        complaint = apply_transition(complaint_id=complaint.pk, action=action, actor=actor_for_user(client.user))
    return complaint


def status_of(complaint: Complaint) -> str:
    return Complaint.objects.get(pk=complaint.pk).status

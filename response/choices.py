"""What an agency can be to an emergency, how its word came in, and how far it is: label, colour and icon."""

from __future__ import annotations

from django.db import models

from complaints.choices import Look


class EngagementRole(models.TextChoices):
    """What an agency is to one complaint."""

    LEAD = "lead", "Penanggung jawab"
    SUPPORT = "support", "Pendukung"


class Via(models.TextChoices):
    """How an agency's last word came in."""

    LINK = "link", "tautan"
    REPLY = "reply", "balasan pesan"
    DESK = "desk", "ruang petugas"
    VOICE = "voice", "suara"


class Rung(models.TextChoices):
    """How far an agency is. The first two are read from the outbox, the others from what somebody said or did."""

    HANDED = "handed", "Diserahkan"
    DELIVERED = "delivered", "Sampai di ponsel"
    SEEN = "seen", "Dilihat"
    ACCEPTED = "accepted", "Diterima"
    # Above yes: whoever said yes and then no is not coming.
    DECLINED = "declined", "Tidak dapat berangkat"
    EN_ROUTE = "en_route", "Berangkat"
    ON_SCENE = "on_scene", "Di lokasi"
    DONE = "done", "Selesai"


class TapKind(models.TextChoices):
    """What a crew says with one tap, in the words of its buttons."""

    ACCEPT = "terima", "Terima"
    DEPART = "berangkat", "Berangkat"
    ARRIVE = "lokasi", "Di lokasi"
    DONE = "selesai", "Selesai"
    HELP = "bantuan", "Butuh bantuan"
    DECLINE = "tolak", "Tidak dapat berangkat"
    WELL = "aman", "Kami aman"
    PHOTO = "foto", "Foto"


# The order above is the order of the ladder.
RUNG_ORDER: dict[str, int] = {rung: place for place, rung in enumerate(Rung.values)}

RUNG_LOOK: dict[str, Look] = {
    Rung.HANDED: Look("grey", "send"),
    Rung.DELIVERED: Look("grey", "check"),
    Rung.SEEN: Look("blue", "eye"),
    Rung.ACCEPTED: Look("blue", "check"),
    Rung.DECLINED: Look("amber", "slash"),
    Rung.EN_ROUTE: Look("red", "go"),
    Rung.ON_SCENE: Look("red", "pin"),
    Rung.DONE: Look("green", "check-heavy"),
}

"""Phones of the demo's crews: contacts whose alerts arrive at the stand-in, where their links can be tapped."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from complaints.demo.texts import read_rows
from dispatch.models import Agency, AgencyContact

FILE = "phones.csv"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def connect_demo_phones(*, folder: Path, stand_in: str) -> int:
    """Give the agencies of phones.csv a contact at the stand-in's address; return how many phones there are.

    Nothing is done unless the stand-in is on this machine. The stand-in may listen elsewhere than last time, so
    addresses are written anew; an agency whose contacts somebody edited keeps them.
    """
    address = urlsplit(stand_in)
    if address.scheme != "http" or address.hostname not in LOOPBACK or not (folder / FILE).is_file():
        return 0
    agencies = dict(Agency.objects.values_list("code", "pk"))
    rows = [row for row in read_rows(folder / FILE) if row["agency"] in agencies]
    for row in rows:
        url = f"json://{address.netloc}/telepon/{row['phone']}"
        _connect(agency_id=agencies[row["agency"]], name=row["name"], url=url)
    return len(rows)


def _connect(*, agency_id: int, name: str, url: str) -> None:
    contact = AgencyContact.objects.filter(agency_id=agency_id).order_by("pk").first()
    if contact is None:
        AgencyContact.objects.create(agency_id=agency_id, name=name, address=url)
    elif contact.name == name and contact.address != url:
        contact.address = url
        contact.save(update_fields=["address"])

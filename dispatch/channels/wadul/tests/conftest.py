"""The stand-in of Wadul Bupati, and settings that point the channel at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dispatch.channels.base import Envelope
from dispatch.channels.wadul.client import WadulConfig
from simulators.testing import TEST_SECRET, run_wadul
from simulators.wadul_bupati import WadulServer

CREATE = {
    "ticket": "JPR-1", "track": "routine", "category_code": "jalan", "category_name": "Jalan rusak",
    "text": "Jalan berlubang di depan pasar", "village_code": "33.20.06.1001", "village_name": "Panggang",
    "district_name": "Jepara", "landmark": "depan pasar", "lat": -6.59, "lng": 110.67, "agency_code": "DPUPR",
    "agency_name": "DPUPR", "filed_at": "2025-06-01T02:00:00Z", "visibility": "public", "reporter": None,
    "status": "assigned",
}  # fmt: skip
UPDATE = {
    "ticket": "JPR-1", "status": "on_scene", "text": "Tim di lokasi", "actor": "DPUPR",
    "occurred_at": "2025-06-01T03:00:00Z", "event_id": 7,
}  # fmt: skip


def build_envelope(operation: str = "create", payload: dict | None = None, **more) -> Envelope:
    fields = {
        "id": 1, "channel": "wadul", "target": "wadul", "operation": operation, "subject": "JPR-1",
        "payload": payload or {"create": CREATE, "update": UPDATE}.get(operation, {}),
        "idempotency_key": f"{operation}-1", "attempts": 1, "outcome_unknown": False,
    }  # fmt: skip
    return Envelope(**fields | more)


@pytest.fixture
def wadul(tmp_path, settings) -> Iterator[WadulServer]:
    with run_wadul(tmp_path / "wadul.sqlite3") as server:
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{server.server_port}"
        settings.WADUL_SECRET = TEST_SECRET
        settings.WADUL_TIMEOUT = 2.0
        yield server


@pytest.fixture
def config(wadul) -> WadulConfig:
    return WadulConfig(f"http://127.0.0.1:{wadul.server_port}", TEST_SECRET, 2.0)

"""What is held about a reporter, as JSON in plain Indonesian keys (UU 27/2022, articles 7 and 13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from complaints.models import DataRequest, Event, Photo
from complaints.privacy.holdings import Held, Holdings, Kept

FORMAT = "jepara-tanggap.data-pelapor.1"


def write_export(
    *, holdings: Holdings, link_photo: Callable[[Photo], str], now: datetime | None = None
) -> dict[str, Any]:
    """Return everything of `holdings`; `link_photo` gives each photo its address. Times are ISO 8601, local."""
    return {
        "format": FORMAT,
        "dibuat": _moment(now or timezone.now()),
        "laporan": _write_complaint(holdings),
        "pelapor": _write_reporter(holdings),
        "izin": [{"izin": one.label, "diberikan": one.given, "sejak": _moment(one.since)} for one in holdings.consents],
        "pemberitahuan_privasi": holdings.complaint.notice_version,
        "riwayat": [_write_event(one) for one in holdings.events],
        "foto": [_write_photo(one, link_photo) for one in holdings.photos],
        "penerima": [{"siapa": one.who, "apa": one.what, "waktu": _moment(one.at)} for one in holdings.recipients],
        "penyimpanan": [_write_period(one) for one in holdings.kept],
        "siapa_membuka": [{"waktu": _moment(one.at), "hal": one.words} for one in holdings.looks],
        "panggilan_dan_konsep": [_write_held(one) for one in holdings.elsewhere],
        "permintaan": [_write_request(one) for one in holdings.requests],
    }


def _write_complaint(holdings: Holdings) -> dict[str, Any]:
    complaint = holdings.complaint
    return {
        "nomor": complaint.number,
        "jenis": complaint.category.name,
        "keadaan": complaint.get_status_display(),
        "isi": complaint.text,
        "jawaban": complaint.answers,
        "lokasi": complaint.place,
        "patokan": complaint.landmark,
        "titik": [complaint.lat, complaint.lng] if complaint.lat is not None else None,
        "terjadi": _moment(complaint.occurred_at),
        "masuk": _moment(complaint.filed_at),
        "lewat": complaint.get_source_display(),
        "opd": complaint.agency.name,
        "anonim": complaint.is_anonymous,
        "rahasia": complaint.is_secret,
        "keterbukaan": complaint.get_visibility_display(),
        "pemakaian_dibatasi": complaint.is_restricted,
    }


def _write_reporter(holdings: Holdings) -> dict[str, str] | None:
    reporter = holdings.reporter
    if reporter is None:
        return None
    return {
        "nama": reporter.name,
        "telepon": reporter.phone,
        "surel": reporter.email,
        "alamat": reporter.address,
    }


def _write_event(event: Event) -> dict[str, Any]:
    return {
        "waktu": _moment(event.created_at),
        "oleh": event.actor_name,
        "hal": event.get_kind_display(),
        "menjadi": event.get_to_status_display(),
        "keterangan": event.text,
    }


def _write_photo(photo: Photo, link_photo: Callable[[Photo], str]) -> dict[str, Any]:
    return {
        "tautan": link_photo(photo),
        "menunjukkan": photo.get_purpose_display(),
        "diunggah": _moment(photo.created_at),
    }


def _write_period(kept: Kept) -> dict[str, Any]:
    return {"data": kept.what, "berapa_lama": kept.rule, "sampai": _moment(kept.until)}


def _write_held(held: Held) -> dict[str, Any]:
    return {"apa": held.what, "waktu": _moment(held.at), "isi": held.parts}


def _write_request(request: DataRequest) -> dict[str, Any]:
    return {
        "permintaan": request.get_kind_display(),
        "keterangan": request.text,
        "diterima": _moment(request.created_at),
        "batas_jawaban": _moment(request.due_at),
        "keadaan": request.get_state_display(),
        "dasar_penolakan": request.get_refusal_display(),
        "jawaban": request.answer,
    }


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None

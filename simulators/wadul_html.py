"""The HTML of the stand-in's pages; every value passes through escape."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any
from urllib.parse import quote

from simulators.wadul_api import STATUSES
from simulators.wadul_faults import FAULTS

WIB = timezone(timedelta(hours=7))
STATUS_LABELS = {name: name.replace("_", " ").capitalize() for name in STATUSES}
OPERATION_LABELS = {"create": "Laporan diterima", "update": "Perkembangan", "photo": "Foto"}
EVENT_LABELS = {
    "complaint.status_changed": "Keadaan diubah",
    "complaint.answered": "Jawaban",
    "complaint.photo_added": "Foto penanganan",
    "complaint.closed": "Ditutup",
}
CALLBACK_LABELS = {
    "pending": "menunggu dikirim",
    "delivered": "sampai di portal",
    "given_up": "menyerah dikirim",
    "lost": "sengaja tidak dikirim",
}


def show_moment(value: str) -> str:
    """Return an RFC 3339 time as people in Jepara read it; anything else as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return escape(str(value or ""))
    return moment.astimezone(WIB).strftime("%d-%m-%Y %H.%M.%S WIB") if moment.tzinfo else escape(value)


def draw_page(title: str, content: str) -> bytes:
    """Return a whole page."""
    return f"""<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Wadul Bupati (tiruan)</title><link rel="stylesheet" href="/gaya.css"></head>
<body><header><div><a href="/">Wadul Bupati (tiruan)</a>
<p>Server pengganti untuk mencoba. Bukan aplikasi yang sesungguhnya.</p></div></header>
<main>{content}</main></body></html>""".encode()


def draw_list(
    rows: list[dict[str, Any]], *, query: str, totals: dict[str, int], more: int | None, faults: Any
) -> bytes:
    """Return the front page: search, what arrived, and the faults; `more` is where the next page begins."""
    items = "".join(_draw_item(row) for row in rows)
    empty = "Tidak ada yang cocok." if query else "Belum ada laporan yang masuk."
    following = f'<p><a href="/?cari={quote(query)}&amp;sebelum={more}">Lebih lama</a></p>' if more else ""
    counts = f"{totals['created']} laporan · {totals['stored']} kiriman disimpan · {totals['received']} kali diterima"
    content = f"""<h1>Laporan yang masuk</h1>
<p class="soft">{counts}</p>
{_draw_callback_notice(totals)}
<form method="get" action="/" role="search"><label for="cari">Cari nomor laporan</label>
<input id="cari" name="cari" type="search" value="{escape(query)}" autocomplete="off"><button>Cari</button></form>
<h2>Terbaru</h2>{f'<ul class="list">{items}</ul>' if items else f"<p>{empty}</p>"}{following}
{_draw_faults(faults)}"""
    return draw_page("Laporan yang masuk", content)


def draw_complaint(
    row: dict[str, Any], operations: list[dict[str, Any]], photos: list[dict[str, Any]], events: list[dict[str, Any]]
) -> bytes:
    """Return the page of one complaint with everything that came in and went out."""
    body = json.loads(row["body"])
    address = quote(row["ticket"], safe="")
    pictures = "".join(
        f'<a href="/foto/{quote(p["photo_id"], safe="")}"><img src="/foto/{quote(p["photo_id"], safe="")}" '
        f'alt="Foto laporan" loading="lazy"></a>'
        for p in photos
    )
    content = f"""<p><a href="/">Semua laporan</a></p><h1>{escape(row["ticket"])}</h1>
<p><span class="badge">{STATUS_LABELS.get(row["status"], escape(row["status"]))}</span></p>
<p class="text">{escape(str(body.get("text") or ""))}</p>{_draw_facts(row, body)}
<h2>Foto</h2>{f'<div class="photos">{pictures}</div>' if pictures else "<p>Tidak ada foto.</p>"}
<h2>Yang masuk</h2><ul class="list">{"".join(_draw_operation(o) for o in operations)}</ul>
<h2>Kabar balik ke portal</h2>{_draw_events(address, events)}
<h2>Tindakan</h2>{_draw_actions(address, row["status"])}"""
    return draw_page(row["ticket"], content)


def _draw_item(row: dict[str, Any]) -> str:
    body = json.loads(row["body"])
    place = ", ".join(str(body[name]) for name in ("village_name", "district_name") if body.get(name))
    text = str(body.get("text") or "")
    facts = (escape(str(body.get("category_name") or "")), escape(place), show_moment(row["accepted_at"]))
    return f"""<li><a href="/aduan/{quote(row["ticket"], safe="")}">{escape(row["ticket"])}</a>
<span class="badge">{STATUS_LABELS.get(row["status"], escape(row["status"]))}</span>
<p>{escape(text[:140])}{"…" if len(text) > 140 else ""}</p>
<span class="soft">{" · ".join(part for part in facts if part)}</span></li>"""


def _draw_facts(row: dict[str, Any], body: dict[str, Any]) -> str:
    reporter = body.get("reporter") or {}
    place = [body.get("landmark"), body.get("village_name"), body.get("district_name")]
    facts = {
        "Nomor di Wadul": row["wadul_id"],
        "Kategori": body.get("category_name"),
        "OPD": body.get("agency_name"),
        "Tempat": ", ".join(str(part) for part in place if part),
        "Pelapor": " · ".join(str(v) for v in reporter.values() if v) if isinstance(reporter, dict) else "",
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(str(value or '–'))}</dd>" for name, value in facts.items())
    return f"<dl>{rows}<dt>Diterima</dt><dd>{show_moment(row['accepted_at'])}</dd></dl>"


def _draw_operation(row: dict[str, Any]) -> str:
    body = json.loads(row["body"])
    words = "" if row["operation"] == "create" else str(body.get("text") or body.get("purpose") or "")
    status = f" · {STATUS_LABELS.get(body['status'], '')}" if body.get("status") else ""
    return f"""<li>{OPERATION_LABELS.get(row["operation"], "")}{status}<p>{escape(words)}</p>
<span class="soft">{show_moment(row["accepted_at"])} · kiriman ke-{row["arrival"]} · diterima {row["received"]} kali ·
kunci {escape(row["key"])}</span></li>"""


def _draw_events(address: str, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>Belum ada.</p>"
    return f'<ul class="list">{"".join(_draw_event(address, row) for row in rows)}</ul>'


def _draw_event(address: str, row: dict[str, Any]) -> str:
    event = json.loads(row["body"])
    words = " ".join(str(event["data"][name]) for name in ("text", "photo_url") if event["data"].get(name))
    error = f"<p>{escape(row['last_error'])}</p>" if row["last_error"] else ""
    return f"""<li>{row["sequence"]}. {EVENT_LABELS.get(event["type"], "")} ·
{STATUS_LABELS.get(event["data"]["status"], "")}<p>{escape(words)}</p>
<span class="soft">{show_moment(event["occurred_at"])} · {CALLBACK_LABELS[row["state"]]} ·
{row["attempts"]} percobaan</span>{error}
<form method="post" action="/aduan/{address}/tindakan"><input type="hidden" name="event_id" value="{row["id"]}">
<button class="plain" name="tindakan" value="kirim_ulang">Kirim ulang</button></form></li>"""


def _draw_actions(address: str, status: str) -> str:
    options = "".join(
        f'<option value="{name}"{" selected" if name == status else ""}>{label}</option>'
        for name, label in STATUS_LABELS.items()
    )
    return f"""<form method="post" action="/aduan/{address}/tindakan">
<label for="text">Jawaban atau keterangan</label><textarea id="text" name="text" rows="3" maxlength="4000"></textarea>
<button name="tindakan" value="jawab">Kirim jawaban</button>
<label for="status">Keadaan</label><select id="status" name="status">{options}</select>
<button name="tindakan" value="status">Ubah keadaan</button>
<label for="photo_url">Alamat foto penanganan (kosong: foto contoh)</label>
<input id="photo_url" name="photo_url" type="url" maxlength="500">
<button name="tindakan" value="foto">Tambah foto</button>
<p><button class="plain" name="tindakan" value="tutup">Tutup laporan</button></p></form>"""


def _draw_callback_notice(totals: dict[str, int]) -> str:
    waiting, lost = totals.get("callbacks_pending", 0), totals.get("callbacks_given_up", 0)
    words = [f"{waiting} kabar balik menunggu dikirim."] if waiting else []
    words += [f"{lost} kabar balik menyerah dikirim; buka laporannya untuk mengirim ulang."] if lost else []
    return f'<p class="notice">{" ".join(words)}</p>' if words else ""


def _draw_faults(faults: dict[str, dict[str, Any]]) -> str:
    rows = "".join(_draw_fault(name, label, faults[name]) for name, label in FAULTS.items())
    is_open = " open" if any(fault["on"] for fault in faults.values()) else ""
    return f"""<h2>Gangguan buatan</h2><details{is_open}><summary>Atur gangguan</summary>
<form method="post" action="/_faults">{rows}<button>Terapkan</button>
<button class="plain" name="clear" value="1">Matikan semua</button></form></details>"""


def _draw_fault(name: str, label: str, fault: dict[str, Any]) -> str:
    mode = (
        "mati" if not fault["on"] else "kali" if fault["count"] else "peluang" if fault["probability"] < 1 else "terus"
    )
    value = {"kali": fault.get("count"), "peluang": round(fault.get("probability", 1) * 100)}.get(mode, "")
    options = "".join(
        f'<option value="{key}"{" selected" if key == mode else ""}>{words}</option>'
        for key, words in {"mati": "Mati", "terus": "Terus", "kali": "Sekian kali", "peluang": "Peluang %"}.items()
    )
    extra = {"slow": ("seconds", "Detik menunggu"), "rate_429": ("retry_after", "Retry-After (detik)")}.get(name)
    option = ""
    if extra:
        option = f"""<div><label for="o_{name}">{extra[1]}</label><input id="o_{name}" name="option_{name}"
type="number" min="0" max="600" value="{fault.get(extra[0], 2)}"></div>"""
    return f"""<fieldset><legend>{label}</legend><div class="row">
<div><label for="m_{name}">Cara</label><select id="m_{name}" name="mode_{name}">{options}</select></div>
<div><label for="v_{name}">Berapa</label><input id="v_{name}" name="value_{name}" type="number" min="1"
value="{value}"></div>{option}</div>
<p class="soft">Sudah terjadi {fault["fired"]} kali.</p></fieldset>"""

"""Who has to be told when an account was misused, of what, and by which way (UU 27/2022, article 46).

Made from the record of access alone: what was opened with a press or a reason is in it, ticket by ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.audit import record_access
from accounts.audit_report import PERSONAL, report_account
from accounts.models import AuditAction, User
from complaints.models import Complaint, Reporter

NOTICE_HOURS = 72
# What stands before the eyes of whoever did this.
CONTENT = {
    AuditAction.SECRET_OPENED: "isi laporan: cerita, tempat, foto, dan riwayatnya",
    AuditAction.REQUEST_READ: "permintaan tentang data",
    AuditAction.RIGHTS_SERVED: "permintaan tentang data dan jawabannya",
}
_FIELDS = {"name": "nama", "phone": "nomor telepon", "email": "alamat surel", "address": "alamat"}
ON_THE_REPORT = "jawaban di laporannya"
_SUBJECT = "complaint:"


@dataclass(frozen=True)
class Affected:
    """One report whose personal data were opened; `contact` is empty where only the report's own page is safe."""

    number: str
    data: tuple[str, ...]
    first: datetime
    last: datetime
    times: int
    way: str
    contact: str


@dataclass(frozen=True)
class Breach:
    """What the letters are made of. `deadline` is when the time to tell ends."""

    user: User
    start: datetime
    end: datetime
    known_at: datetime
    affected: list[Affected]
    exports: list[dict[str, Any]]

    @property
    def deadline(self) -> datetime:
        """Return until when everybody must have been told."""
        return self.known_at + timedelta(hours=NOTICE_HOURS)

    @property
    def data(self) -> list[str]:
        """Return the kinds of data over all reports, each once, in a steady order."""
        found = {kind for one in self.affected for kind in one.data}
        return [kind for kind in (*_FIELDS.values(), *CONTENT.values()) if kind in found]


def collect_breach(*, user: User, start: datetime, end: datetime, known_at: datetime, by: User) -> Breach:
    """Return whom the misuse of `user` from `start` to before `end` touched. Recorded under `by`, per report too."""
    report = report_account(user=user, start=start, end=end)
    affected = _list_affected(report["touched"])
    with transaction.atomic():
        detail = {"tickets": len(affected), "from": report["from"], "to": report["to"]}
        record_access(user=by, action=AuditAction.BREACH_NOTICED, subject=f"user:{user.pk}", detail=detail)
        for one in affected:
            record_access(user=by, action=AuditAction.BREACH_NOTICED, subject=f"{_SUBJECT}{one.number}")
    return Breach(user, start, end, known_at, affected, report["exports"])


def _list_affected(touched: list[dict[str, Any]]) -> list[Affected]:
    looks: dict[str, list[dict[str, Any]]] = {}
    for row in touched:
        if row["action"] in PERSONAL and row["subject"].startswith(_SUBJECT):
            looks.setdefault(row["subject"].removeprefix(_SUBJECT), []).append(row)
    found = (
        Complaint.objects.filter(number__in=looks).select_related("reporter", "category").in_bulk(field_name="number")
    )
    return [_describe(number, rows, found.get(number)) for number, rows in sorted(looks.items())]


def _describe(number: str, rows: list[dict[str, Any]], complaint: Complaint | None) -> Affected:
    way, contact = _find_way(complaint)
    return Affected(
        number=number,
        data=_list_data({row["action"] for row in rows}, complaint.reporter if complaint else None),
        first=min(_read(row["first"]) for row in rows),
        last=max(_read(row["last"]) for row in rows),
        times=sum(row["times"] for row in rows),
        way=way,
        contact=contact,
    )


def _list_data(actions: set[str], reporter: Reporter | None) -> tuple[str, ...]:
    told: list[str] = []
    if AuditAction.REPORTER_SEEN in actions:
        # Since erased or unknown: then it may have been any of it.
        held = [words for name, words in _FIELDS.items() if reporter is not None and getattr(reporter, name)]
        told += held or list(_FIELDS.values())
    return (*told, *(words for action, words in CONTENT.items() if action in actions))


def _find_way(complaint: Complaint | None) -> tuple[str, str]:
    """Return how this reporter is told. A secret report is never named to a phone that others may hold."""
    reporter = complaint.reporter if complaint else None
    if complaint is None or reporter is None or complaint.is_secret or complaint.is_for_named_readers:
        return ON_THE_REPORT, ""
    if reporter.email:
        return "surel", reporter.email
    return ("telepon", reporter.phone) if reporter.phone else (ON_THE_REPORT, "")


def _read(moment: str) -> datetime:
    read = parse_datetime(moment)
    assert read is not None  # nosec B101 - written by our own report
    return read

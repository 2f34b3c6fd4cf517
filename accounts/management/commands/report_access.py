"""`manage.py report_access`: whose data an account touched between two times, or who touched a ticket."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import record_access
from accounts.audit_report import report_account, report_ticket
from accounts.management.moments import read_period
from accounts.models import AuditAction, User


class Command(BaseCommand):
    """Print the report as text or JSON, and record that it was made."""

    help = "Data siapa saja yang dibuka sebuah akun, atau siapa yang membuka sebuah tiket, di antara dua waktu."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account or the ticket, and the two times."""
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--user", help="nama pengguna")
        about.add_argument("--ticket", help="nomor tiket, dengan atau tanpa spasi")
        parser.add_argument("--from", dest="start", default="", help="sejak; tanpa ini: sejak catatan dimulai")
        parser.add_argument("--to", dest="end", default="", help="sampai; tanggal saja berarti sampai habis hari itu")
        parser.add_argument("--json", action="store_true", help="cetak sebagai JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the report."""
        start, end = read_period(options["start"], options["end"])
        report, subject = self._make_report(options, start, end)
        detail = {"command": "report_access", "from": report["from"], "to": report["to"]}
        record_access(user=None, action=AuditAction.AUDIT_READ, subject=subject, detail=detail)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_write_account(report) if "account" in report else _write_ticket(report)))

    def _make_report(self, options: dict[str, Any], start: datetime, end: datetime) -> tuple[dict[str, Any], str]:
        if options["ticket"]:
            number = "".join(filter(str.isdigit, options["ticket"]))
            return report_ticket(number=number, start=start, end=end), f"complaint:{number}"
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"Tidak ada akun dengan nama pengguna “{options['user']}”.")
        return report_account(user=user, start=start, end=end), f"user:{user.pk}"


def _write_counts(report: dict[str, Any]) -> list[str]:
    return [f"  {AuditAction(action).label}: {count}" for action, count in report["counts"].items()] or ["  tidak ada"]


def _write_account(report: dict[str, Any]) -> list[str]:
    account = report["account"]
    return [
        f"Akun {account['username']} ({account['name'] or '-'}, {account['role']})",
        f"Masa {report['from']} sampai {report['to']}",
        f"Alamat IP: {', '.join(report['addresses']) or '-'}",
        f"Tiket yang data pribadinya terbuka: {report['tickets_with_personal_data']}",
        "Jumlah tindakan:",
        *_write_counts(report),
        "Yang disentuh:",
        *(
            f"  {row['label']}: {row['subject']}, {row['times']} kali, {row['first']} sampai {row['last']}"
            for row in report["touched"]
        ),
        "Unduhan:",
        *(f"  {row['at']}: {row['subject']} {row['reason']} {row['detail']}" for row in report["exports"]),
    ]


def _write_ticket(report: dict[str, Any]) -> list[str]:
    return [
        f"Tiket {report['ticket']}",
        f"Masa {report['from']} sampai {report['to']}",
        f"Akun yang menyentuhnya: {report['accounts']}",
        "Jumlah tindakan:",
        *_write_counts(report),
        "Setiap kali:",
        *(
            f"  {row['at']}: {row['actor']}, {row['label']}. {row['reason']} {row['address'] or ''}".rstrip()
            for row in report["touches"]
        ),
    ]

"""`manage.py write_breach_letters`: what the law wants within 3×24 hours, to be read over and sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.moments import read_moment, read_period
from accounts.models import User
from complaints.privacy.breach import collect_breach
from complaints.privacy.breach_letters import Words, write_letters


class Command(BaseCommand):
    """Write one letter to the authority, one to each reporter, and the list of how each is told."""

    help = "Surat pemberitahuan kebocoran (UU 27/2022 Pasal 46): kepada lembaga dan kepada setiap pelapor."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the misused account, the times, and what only people know."""
        parser.add_argument("--user", required=True, help="nama pengguna yang disalahgunakan")
        parser.add_argument("--by", required=True, help="nama pengguna Anda; pembuatan surat ini tercatat")
        parser.add_argument("--from", dest="start", default="", help="sejak; tanpa ini: sejak catatan dimulai")
        parser.add_argument("--to", dest="end", default="", help="sampai; tanggal saja berarti sampai habis hari itu")
        parser.add_argument("--known", default="", help="kapan diketahui; tanpa ini: sekarang")
        parser.add_argument("--how", default="", help="bagaimana data terungkap")
        parser.add_argument("--handled", default="", help="upaya penanganan dan pemulihan")
        parser.add_argument("--advice", default="", help="saran tambahan untuk pelapor")
        parser.add_argument("--contact", default="", help="nama, telepon, dan surel yang dapat dihubungi")
        parser.add_argument("--folder", required=True, type=Path, help="folder baru untuk surat-suratnya")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Write them and say what is left to do. Raises CommandError."""
        start, end = read_period(options["start"], options["end"])
        known_at = read_moment(options["known"], default=timezone.now())
        user, by = _find_person(options["user"]), _find_person(options["by"])
        if folder.exists():
            raise CommandError(f"{folder} sudah ada. Pilih folder baru, supaya surat yang lama tidak tertimpa.")
        breach = collect_breach(user=user, start=start, end=end, known_at=known_at, by=by)
        words = Words(**{name: options[name].strip() for name in ("how", "handled", "advice", "contact")})
        try:
            blanks = write_letters(breach=breach, words=words, folder=folder)
        except OSError as error:
            raise CommandError(f"Surat tidak dapat ditulis ke {folder}: {error.strerror}.") from error
        deadline = timezone.localtime(breach.deadline)
        self.stdout.write(f"{folder}: surat kepada lembaga, dan {len(breach.affected)} surat kepada pelapor.")
        self.stdout.write(f"Batas pemberitahuan: {deadline:%d-%m-%Y %H.%M} WIB.")
        if blanks:
            self.stdout.write(f"Masih ada {blanks} bagian bertanda [ISI: …]. Lengkapi sebelum dikirim.")


def _find_person(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"Tidak ada akun dengan nama pengguna “{username}”.")
    return user

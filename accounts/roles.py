"""What each role may do: the one place that says it. Code asks here; docs/access.md and the admin print it."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a staff member is. Citizens have no account."""

    CALL_TAKER = "call_taker", "Penerima panggilan"
    DISPATCHER = "dispatcher", "Dispatcher"
    OFFICER = "officer", "Petugas OPD"
    LEAD = "lead", "Penanggung jawab OPD"
    COORDINATOR = "coordinator", "Koordinator"
    EXECUTIVE = "executive", "Pimpinan"
    ADMINISTRATOR = "administrator", "Administrator"


class Right(models.TextChoices):
    """One thing a person may do, in the words of the access table."""

    READ_AGENCY = "read_agency", "Membaca laporan OPD sendiri"
    READ_COUNTY = "read_county", "Membaca laporan seluruh kabupaten"
    HANDLE = "handle", "Menangani laporan: terima, mulai, minta keterangan, selesai"
    DISPATCH = "dispatch", "Menyerahkan dan mengakui laporan darurat atas nama OPD"
    DECIDE = "decide", "Menolak, meneruskan ke luar, dan menggabungkan laporan"
    ANSWER = "answer", "Menulis jawaban kepada pelapor"
    NOTE = "note", "Menulis catatan internal"
    SEE_REPORTER = "see_reporter", "Membuka identitas pelapor (tercatat)"
    READ_PRIVATE = "read_private", "Membaca laporan yang tidak terbuka untuk umum"
    READ_WHOLE = "read_whole", "Membaca isi utuh: kata-kata pelapor, patokan, titik, foto, dan catatan internal"
    TAKE_CALLS = "take_calls", "Menerima panggilan 112"
    SUPERVISE_CALLS = "supervise_calls", "Memimpin sif dan memblokir nomor"
    READ_FIGURES = "read_figures", "Membaca angka dan laporan kinerja"
    EXPORT = "export", "Mengunduh data (tercatat)"
    SERVE_REPORTERS_RIGHTS = "serve_rights", "Melayani permintaan hak pelapor atas datanya"
    HOLD = "hold", "Menahan data laporan untuk proses hukum"
    MANAGE_OWN_STAFF = "manage_own_staff", "Mengelola petugas OPD sendiri"
    MANAGE_STAFF = "manage_staff", "Mengelola semua akun"
    NAME_SECRET_READERS = "name_secret_readers", "Menunjuk pembaca laporan rahasia"
    EDIT_REFERENCE = "edit_reference", "Mengubah OPD, kategori, rute, dan jam layanan"
    MANAGE_INCIDENTS = "manage_incidents", "Mengumpulkan laporan kejadian besar dan menjawab pelapornya bersama"
    RESEND = "resend", "Mengirim ulang pengiriman yang gagal"
    READ_AUDIT = "read_audit", "Membaca catatan akses"
    USE_ADMIN = "use_admin", "Masuk ke halaman administrasi"


_OFFICER = frozenset(
    {
        Right.READ_AGENCY,
        Right.READ_WHOLE,
        Right.READ_PRIVATE,
        Right.HANDLE,
        Right.ANSWER,
        Right.NOTE,
        Right.SEE_REPORTER,
    }
)
_CALL_TAKER = frozenset({Right.READ_COUNTY, Right.READ_WHOLE, Right.NOTE, Right.SEE_REPORTER, Right.TAKE_CALLS})
_COORDINATOR = frozenset(
    {
        Right.READ_COUNTY,
        Right.READ_WHOLE,
        Right.READ_PRIVATE,
        Right.HANDLE,
        Right.DISPATCH,
        Right.DECIDE,
        Right.ANSWER,
        Right.NOTE,
        Right.SEE_REPORTER,
        Right.READ_FIGURES,
        Right.EXPORT,
        Right.SERVE_REPORTERS_RIGHTS,
        Right.HOLD,
        Right.EDIT_REFERENCE,
        Right.MANAGE_INCIDENTS,
        Right.RESEND,
        Right.USE_ADMIN,
    }
)

MATRIX: dict[str, frozenset[Right]] = {
    Role.CALL_TAKER: _CALL_TAKER,
    Role.DISPATCHER: _CALL_TAKER
    | {
        Right.READ_PRIVATE,
        Right.DISPATCH,
        Right.ANSWER,
        Right.SUPERVISE_CALLS,
        Right.READ_FIGURES,
        Right.MANAGE_INCIDENTS,
    },
    Role.OFFICER: _OFFICER,
    Role.LEAD: _OFFICER | {Right.DECIDE, Right.READ_FIGURES, Right.EXPORT, Right.MANAGE_OWN_STAFF},
    Role.COORDINATOR: _COORDINATOR,
    # Reads figures, and of open kinds what the public could read: masked, no photo, no point, no note, no reporter.
    Role.EXECUTIVE: frozenset({Right.READ_COUNTY, Right.READ_FIGURES}),
    Role.ADMINISTRATOR: _COORDINATOR | {Right.MANAGE_STAFF, Right.NAME_SECRET_READERS, Right.READ_AUDIT},
}

AGENCY_ROLES = frozenset(role for role, rights in MATRIX.items() if Right.READ_AGENCY in rights)


def roles_with(right: Right) -> frozenset[str]:
    """Return the roles that have this right."""
    return frozenset(role for role, rights in MATRIX.items() if right in rights)

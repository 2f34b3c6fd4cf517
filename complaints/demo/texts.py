"""What invented people say: the regency's own texts from files, and neutral phrases."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

ROUTINE_TAILS = (
    "",
    "",
    "Mohon ditindaklanjuti.",
    "Sudah beberapa hari begini.",
    "Sudah saya sampaikan ke perangkat desa, belum ada kabar.",
    "Terima kasih sebelumnya.",
    "Semoga cepat ditangani.",
)
EMERGENCY_TAILS = ("", "", "Mohon segera.", "Kami tunggu di lokasi.", "Mobil bisa masuk dari jalan utama.")
ASKS = (
    "Mohon kirim foto atau patokan yang lebih jelas.",
    "Mohon tuliskan nama jalan dan RT-nya.",
    "Mohon nomor yang bisa dihubungi petugas.",
)
REPLIES = (
    "Letaknya persis di seberang warung biru.",
    "RT 03 RW 01, masuk gang kedua dari jalan besar.",
    "Saya ada di rumah setelah jam empat sore.",
)
ANSWERS = (
    "Tim sudah meninjau lokasi, pekerjaan dijadwalkan minggu ini.",
    "Laporan sudah kami terima dan sedang kami periksa.",
    "Kami menunggu bahan datang, setelah itu langsung dikerjakan.",
)
NOTES = (
    "Sudah dicek lapangan, perlu dua orang dan satu mobil.",
    "Pelapor sulit dihubungi, coba lagi besok pagi.",
    "Anggaran pemeliharaan masih cukup untuk titik ini.",
)
OBJECTIONS = ("Belum selesai, kemarin muncul lagi.", "Baru sebagian yang dikerjakan.", "Setelah hujan rusak kembali.")
THANKS = ("", "Terima kasih, sudah beres.", "Cepat sekali, terima kasih.", "Sudah baik, semoga awet.")
REJECTION = "Setelah diperiksa, keadaan yang dilaporkan tidak ditemukan di lokasi."
FORWARDING = "Urusan ini di luar wewenang kabupaten, laporan kami teruskan kepada yang berwenang."
FORWARDED_TO = "Pemerintah provinsi (LaporGub)"
NO_PROOF = ("Berada di dalam rumah warga, tidak difoto.", "Dokumentasi dimuat di akun resmi OPD.")


@dataclass(frozen=True)
class SampleText:
    """One matter as citizens tell it, and how it ended. `district` is empty for anywhere."""

    category: str
    weight: int
    district: str
    text: str
    landmark: str
    done: str


@dataclass(frozen=True)
class Samples:
    """All that stories are made of."""

    texts: list[SampleText]
    given_names: list[str]
    second_names: list[str]


def read_samples(folder: Path) -> Samples:
    """Return the samples of a regency's demo folder."""
    texts = [
        SampleText(row["category"], int(row["weight"]), row["district"], row["text"], row["landmark"], row["done"])
        for row in read_rows(folder / "reports.csv")
    ]
    names = read_rows(folder / "names.csv")
    return Samples(
        texts=texts,
        given_names=[row["name"] for row in names if row["part"] == "given"],
        second_names=[row["name"] for row in names if row["part"] == "second"],
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

"""The letters after a breach say what the law wants, to whom it concerns, and nothing more."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.audit import record_access
from accounts.models import AuditAction, AuditEntry, Role, User
from complaints.models import Complaint
from complaints.tests.helpers import file_report

pytestmark = pytest.mark.django_db
STORY = "Lampu mati di depan rumah Bu Kartini"
HOW = "Kata sandi petugas ditebak, karena dipakai juga di tempat lain."
HANDLED = "Akun dimatikan, semua sesi diakhiri, faktor kedua diwajibkan."
CONTACT = "Rina, 0291 000000, pdp@jepara.example"


@pytest.fixture
def people() -> tuple[User, User]:
    thief = User.objects.create(username="pencuri", role=Role.OFFICER)
    return thief, User.objects.create(username="rina", role=Role.COORDINATOR)


@pytest.fixture
def by_mail() -> Complaint:
    return file_report(text=STORY, reporter_name="Ratna", phone="+6281234567801", email="ratna@jepara.example")


@pytest.fixture
def by_phone() -> Complaint:
    return file_report(text=STORY, phone="+6281234567802")


@pytest.fixture
def secret() -> Complaint:
    return file_report(
        text=STORY, is_secret=True, reporter_name="Sari", phone="+6281234567803", email="sari@jepara.example"
    )


def look(thief: User, complaint: Complaint, at: str, action: AuditAction = AuditAction.REPORTER_SEEN) -> None:
    with time_machine.travel(at, tick=False):
        record_access(user=thief, action=action, subject=f"complaint:{complaint.number}", reason="ingin tahu")


def write(folder: Path, **more: str) -> dict[str, str]:
    """Run the command for 2 and 3 May; return each file's text by its name, and what the command said as ''."""
    options = {"user": "pencuri", "by": "rina", "start": "2026-05-02", "end": "2026-05-03", "known": "2026-05-04T09:00",
               "how": HOW, "handled": HANDLED, "contact": CONTACT, **more}  # fmt: skip
    said = io.StringIO()
    call_command("write_breach_letters", folder=folder / "surat", stdout=said, **options)
    return {path.name: path.read_text("utf-8-sig") for path in (folder / "surat").iterdir()} | {"": said.getvalue()}


def test_each_reporter_reads_which_data_when_how_and_what_is_done(people, by_mail, by_phone, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    look(people[0], by_mail, "2026-05-02T03:30Z")
    look(people[0], by_phone, "2026-05-03T01:00Z")
    files = write(tmp_path, advice="Ganti nomor Anda bila diganggu.")
    letter = files[f"pelapor-{by_mail.number}.txt"]
    times = "2 kali, antara 2 Mei 2026, 08.00 dan 2 Mei 2026, 10.30 WIB"
    for words in ("- nama\n- nomor telepon\n- alamat surel\n", times, HOW, HANDLED, CONTACT, "Ganti nomor Anda",
                  by_mail.grouped_number, "Pasal 46"):  # fmt: skip
        assert words in letter
    other = files[f"pelapor-{by_phone.number}.txt"]
    assert "- nomor telepon\n" in other
    assert "- nama" not in other
    assert "3 Mei 2026, 08.00 WIB." in other


def test_the_authority_reads_how_many_until_when_and_nobodys_name_or_number(people, by_mail, by_phone, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    look(people[0], by_phone, "2026-05-03T01:00Z")
    letter = write(tmp_path)["lembaga.txt"]
    for words in ("Diketahui 4 Mei 2026, 09.00 WIB", "7 Mei 2026, 09.00 WIB", "pelapor dari 2 laporan", "- nama\n",
                  HOW, HANDLED, CONTACT, "Petugas OPD"):  # fmt: skip
        assert words in letter
    for words in ("Ratna", "1234567801", "ratna@", by_mail.number, by_mail.grouped_number, "pencuri", STORY):
        assert words not in letter


def test_only_what_the_account_touched_in_that_time_is_told(people, by_mail, by_phone, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    look(people[0], by_phone, "2026-05-01T01:00Z")
    look(people[1], by_phone, "2026-05-02T01:00Z")
    files = write(tmp_path)
    assert [name for name in files if name.startswith("pelapor-")] == [f"pelapor-{by_mail.number}.txt"]


def test_a_secret_report_is_told_on_its_own_page_alone_and_no_letter_says_what_it_was_about(people, secret, tmp_path):
    look(people[0], secret, "2026-05-02T01:00Z", AuditAction.SECRET_OPENED)
    files = write(tmp_path)
    rows = list(csv.DictReader(io.StringIO(files["daftar.csv"])))
    assert [(row["disampaikan lewat"], row["kontak"]) for row in rows] == [("jawaban di laporannya", "")]
    assert "isi laporan: cerita, tempat, foto" in files[f"pelapor-{secret.number}.txt"]
    everything = "".join(files.values())
    for words in ("Sari", "1234567803", "sari@", STORY, secret.category.name):
        assert words not in everything


def test_the_list_says_how_each_is_told_and_only_its_owner_reads_the_folder(people, by_mail, by_phone, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    look(people[0], by_phone, "2026-05-02T01:00Z")
    rows = {row["nomor"]: row for row in csv.DictReader(io.StringIO(write(tmp_path)["daftar.csv"]))}
    assert rows[by_mail.number]["kontak"] == "ratna@jepara.example"
    assert "6281234567802" in rows[by_phone.number]["kontak"]
    assert stat.S_IMODE((tmp_path / "surat").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "surat").iterdir()} == {0o600}


def test_what_nobody_has_told_yet_is_a_blank_that_is_counted(people, by_mail, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    files = write(tmp_path, how="", contact="")
    assert "[ISI: bagaimana data terungkap]" in files[f"pelapor-{by_mail.number}.txt"]
    blanks = sum(text.count("[ISI: ") for name, text in files.items() if name)
    assert f"Masih ada {blanks} bagian" in files[""]
    assert "07-05-2026 09.00" in files[""]


def test_making_them_is_recorded_for_the_account_and_for_each_report(people, by_mail, tmp_path):
    look(people[0], by_mail, "2026-05-02T01:00Z")
    write(tmp_path)
    made = AuditEntry.objects.filter(action=AuditAction.BREACH_NOTICED)
    assert set(made.values_list("user__username", "subject")) == {
        ("rina", f"user:{people[0].pk}"), ("rina", f"complaint:{by_mail.number}"),
    }  # fmt: skip


def test_letters_of_an_hour_ago_are_not_written_over(people, tmp_path):
    write(tmp_path)
    with pytest.raises(CommandError, match="sudah ada"):
        write(tmp_path)
    assert AuditEntry.objects.filter(action=AuditAction.BREACH_NOTICED).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"user": "tidak-ada"}, "Tidak ada akun"),
        ({"by": "tidak-ada"}, "Tidak ada akun"),
        ({"known": "kemarin"}, "Tulis waktu"),
        ({"end": "2026-04-01"}, "harus sebelum"),
    ],
)
def test_wrong_arguments_are_told(people, tmp_path, wrong, words):
    with pytest.raises(CommandError, match=words):
        write(tmp_path, **wrong)
    assert not (tmp_path / "surat").exists()

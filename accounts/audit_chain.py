"""Verifies the record of access: every line, in order, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.db import connection
from django.utils import timezone

from accounts.audit import GENESIS, compute_hash
from accounts.changes.recording import digest_change
from accounts.models import AuditAction, AuditCheck, AuditCheckpoint, AuditEntry

PAGE = 500
TRIGGERS = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit_keep_%' AND tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_keep_%'",
}
# How many triggers the migrations make: two or three for each append-only table.
TRIGGER_COUNTS = {"postgresql": 8, "sqlite": 12}


@dataclass(frozen=True)
class Verdict:
    """How far the chain is whole. `problem` says what is wrong with `broken_id`, the first line that is not."""

    lines: int
    last_id: int
    last_hash: str
    broken_id: int | None = None
    problem: str = ""

    @property
    def head(self) -> str:
        """The newest line as it is kept outside: its id and its hash."""
        return f"{self.last_id}:{self.last_hash}"


def verify_chain(*, head: str = "", report: Callable[[int], None] = lambda lines: None) -> Verdict:
    """Recompute every line. `head` is what an earlier verification ended with; `report` gets the lines done so far.

    The heads that earlier checks kept must still be there: whoever cuts off the end, or writes
    everything anew with fresh hashes, cannot make those fit. Raises ValueError for a malformed head.
    """
    heads = _known_heads(head)
    verdict = Verdict(0, 0, GENESIS)
    for entry, changes in _stream_entries():
        problem = _judge(entry, verdict, heads.pop(entry.pk, entry.hash)) or _judge_change(entry, changes)
        if problem:
            return Verdict(verdict.lines, verdict.last_id, verdict.last_hash, entry.pk, problem)
        verdict = Verdict(verdict.lines + 1, entry.pk, entry.hash)
        if verdict.lines % PAGE == 0:
            report(verdict.lines)
    return _judge_end(verdict, heads)


def check_chain(*, report: Callable[[int], None] = lambda lines: None, head: str = "") -> Verdict:
    """Verify, and keep what was found, so that the next check knows this head and the admin shows the result."""
    verdict = verify_chain(head=head, report=report)
    AuditCheck.objects.create(
        at=timezone.now(),
        lines=verdict.lines,
        last_id=verdict.last_id,
        last_hash=verdict.last_hash,
        problem=verdict.problem[:300],
    )
    return verdict


def find_last_check() -> AuditCheck | None:
    """Return the newest verification."""
    return AuditCheck.objects.order_by("-id").first()


def _known_heads(head: str) -> dict[int, str]:
    sound = AuditCheck.objects.filter(problem="", lines__gt=0)
    heads = dict(sound.values_list("last_id", "last_hash"))
    if head:
        line, _, digest = head.partition(":")
        heads[int(line)] = digest
    return heads


def _stream_entries() -> Iterator[tuple[AuditEntry, dict[int, LogEntry]]]:
    """Yield the lines, each with the kept changes that lines of its page vouch for."""
    last_id = 0
    while page := list(AuditEntry.objects.filter(pk__gt=last_id).order_by("pk")[:PAGE]):
        wanted = [entry.detail["change"] for entry in page if "digest" in entry.detail]
        changes = LogEntry.objects.in_bulk(wanted) if wanted else {}
        yield from ((entry, changes) for entry in page)
        last_id = page[-1].pk


def _judge(entry: AuditEntry, before: Verdict, expected_hash: str) -> str:
    """Return what is wrong with a line, or an empty text."""
    if entry.previous_hash != before.last_hash and not _was_pruned_before(entry, before):
        return f"Rantai putus sebelum baris {entry.pk}: ada baris yang hilang, disisipkan, atau ditukar."
    if compute_hash(entry) != entry.hash:
        return f"Isi baris {entry.pk} tidak cocok dengan hash-nya: baris ini diubah."
    if entry.hash != expected_hash:
        return f"Baris {entry.pk} bukan lagi baris yang dilihat pemeriksaan terdahulu: catatan ditulis ulang."
    return ""


def _judge_change(entry: AuditEntry, changes: dict[int, LogEntry]) -> str:
    """Return what is wrong with the kept change that a line vouches for, or an empty text."""
    if "digest" not in entry.detail:
        return ""
    change = changes.get(entry.detail["change"])
    if change is None:
        return f"Perubahan yang dicatat baris {entry.pk} sudah tidak ada."
    if digest_change(change) != entry.detail["digest"]:
        return f"Isi perubahan yang dicatat baris {entry.pk} diubah kemudian."
    return ""


def _was_pruned_before(entry: AuditEntry, before: Verdict) -> bool:
    """Whether retention removed what stood before this line: a checkpoint says so, and a later line vouches for it."""
    checkpoint = AuditCheckpoint.objects.filter(last_hash=entry.previous_hash, last_id__lt=entry.pk).first()
    if checkpoint is None or AuditEntry.objects.filter(pk__lte=checkpoint.last_id).exists():
        return False
    witness = AuditEntry.objects.filter(
        action=AuditAction.RETENTION_RUN, subject=f"audit:{checkpoint.last_id}", pk__gt=checkpoint.last_id
    ).first()
    is_vouched = witness is not None and witness.detail.get("last_hash") == checkpoint.last_hash
    return is_vouched and before.last_id <= checkpoint.last_id


def _judge_end(verdict: Verdict, heads: dict[int, str]) -> Verdict:
    """Find heads that earlier checks saw and that are gone, and triggers that somebody took away."""
    newest = AuditCheckpoint.objects.order_by("-last_id").first()
    missing = sorted(line for line in heads if newest is None or line > newest.last_id)
    if missing:
        problem = (
            f"Catatan berakhir di baris {verdict.last_id}, padahal baris {missing[0]} pernah ada: ujungnya dipotong."
        )
        return Verdict(verdict.lines, verdict.last_id, verdict.last_hash, missing[0], problem)
    if _count_triggers() < TRIGGER_COUNTS[connection.vendor]:
        problem = (
            "Rantai utuh, tetapi pengaman tambah-saja di basis data dilepas. Jalankan migrate, lalu cari tahu siapa."
        )
        return Verdict(verdict.lines, verdict.last_id, verdict.last_hash, None, problem)
    return verdict


def _count_triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return len(cursor.fetchall())

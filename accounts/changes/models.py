"""django-auditlog's lines under our own name."""

from __future__ import annotations

from auditlog.models import LogEntry

ACTION_WORDS = {
    LogEntry.Action.CREATE: "ditambah",
    LogEntry.Action.UPDATE: "diubah",
    LogEntry.Action.DELETE: "dihapus",
}


class KeptChange(LogEntry):
    """One change of reference data or of an account."""

    class Meta:
        proxy = True
        verbose_name = "perubahan"
        verbose_name_plural = "perubahan"
        default_permissions = ()

    @property
    def action_words(self) -> str:
        """Return what was done."""
        return ACTION_WORDS[self.action]

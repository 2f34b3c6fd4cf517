"""The calls app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Names the app for Django and for the admin, and tells the clean-up what calls hold."""

    name = "calls"
    verbose_name = "Panggilan 112"

    def ready(self) -> None:
        """Let retention, erasure and a reporter's right to know reach into this room."""
        from calls.erasure import erase_callers_of, erase_old_calls
        from calls.holdings import list_held
        from calls.models import Call, NumberBlock
        from calls.numbers import hash_number
        from complaints.erasure import register_eraser
        from complaints.models import RetentionKind
        from complaints.privacy.holdings import register_holder
        from complaints.retention import register_handler
        from jepara_tanggap.rehash import HashColumn, register_hash

        register_handler(RetentionKind.CALLS, erase_old_calls)
        register_eraser(erase_callers_of)
        register_holder(list_held)
        for model in (Call, NumberBlock):
            register_hash(HashColumn(model, "number_hash", "number", hash_number))

"""Standard Webhooks signatures, for what we send to Wadul Bupati and for what it sends to us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

REPLAY_WINDOW_SECONDS = 300


class SignatureError(Exception):
    """The message is unsigned, wrongly signed, or older or newer than the replay window."""


def sign_message(*, secret: str, message_id: str, body: bytes, now: datetime | None = None) -> dict[str, str]:
    """Return the three signature headers for `body`; `secret` is whsec_<base64>, `now` aware."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body.decode()),
    }


def verify_message(*, secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return the webhook-id of a message that is truly theirs and at most 5 minutes old.

    `headers` may be Django's `request.headers`. Raises SignatureError.
    """
    names = {name.lower(): value for name, value in headers.items()}
    hook = Webhook(secret)
    try:
        hook.verify(body, names, json_parse=False)
    except WebhookVerificationError as error:
        raise SignatureError(str(error)) from error
    except ValueError as error:
        # The library lets broken base64, a header without a comma and bytes that are not UTF-8 through as they are.
        raise SignatureError("Malformed signature or body") from error
    return names["webhook-id"]

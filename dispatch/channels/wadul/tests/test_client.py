"""The reading half of the client: state, listing and changes; and the reading of Retry-After."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dispatch.channels.base import TransientError
from dispatch.channels.wadul import client, payloads
from dispatch.channels.wadul.tests.conftest import CREATE
from dispatch.channels.wadul.transport import WadulConfig, read_retry_after

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


def file_ticket(config: WadulConfig, ticket: str) -> client.Accepted:
    body = payloads.build_create(CREATE | {"ticket": ticket})
    return client.create_complaint(config, body=body, idempotency_key=f"create:{ticket}")


def test_a_ticket_that_is_there_has_a_state_and_another_has_none(config):
    accepted = file_ticket(config, "JPR-1")
    state = client.get_complaint(config, ticket="JPR-1")
    assert (state["status"], state["wadul_id"], state["last_sequence"]) == ("disposisi", accepted.wadul_id, 0)
    assert client.get_complaint(config, ticket="JPR/ 2?") is None


def test_the_listing_is_walked_to_its_end(config):
    for number in range(5):
        file_ticket(config, f"JPR-{number}")
    seen, page = [], client.list_complaints(config, limit=2)
    while True:
        seen += [row["ticket"] for row in page.complaints]
        if page.next_ticket is None:
            break
        page = client.list_complaints(config, after=page.next_ticket, limit=2)
    assert seen == [f"JPR-{number}" for number in range(5)]


def test_changes_are_walked_by_their_cursor(config, wadul):
    file_ticket(config, "JPR-1")
    for number in range(3):
        wadul.callbacks.emit("JPR-1", "complaint.answered", {"text": f"Jawaban {number}"})
    first = client.list_changes(config, limit=2)
    rest = client.list_changes(config, since=first.next_cursor, limit=2)
    assert [event.sequence for event in first.events + rest.events] == [1, 2, 3]
    assert (first.has_more, rest.has_more) == (True, False)
    assert client.list_changes(config, since=rest.next_cursor).next_cursor == rest.next_cursor


def test_an_event_that_cannot_be_read_does_not_stop_the_cursor(config, wadul):
    file_ticket(config, "JPR-1")
    wadul.callbacks.emit("JPR-1", "complaint.exploded", {})
    wadul.callbacks.emit("JPR-1", "complaint.closed", {"status": "ditutup"})
    page = client.list_changes(config)
    assert [event.type for event in page.events] == ["complaint.closed"]
    assert len(page.refused) == 1
    assert page.next_cursor == "2"


def test_a_fault_while_reading_is_transient_and_nothing_is_in_doubt(config, wadul):
    for fault in ("down", "error_500", "rate_429"):
        wadul.faults.configure({fault: 1})
        with pytest.raises(TransientError) as caught:
            client.list_changes(config)
        assert not caught.value.outcome_unknown


def test_the_secret_is_not_shown_when_the_configuration_is_printed(config):
    assert "whsec_" not in repr(config)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("90", 90),
        ("Sun, 01 Jun 2025 12:01:30 GMT", 90),
        ("Sun, 01 Jun 2025 11:00:00 GMT", 0),
        ("99999999999", 86400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert read_retry_after(value, now=NOW) == seconds

"""Who knocks with a wrong signature leaves a trace in the log, and no flood of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory

from dispatch.channels.wadul.signing import sign_message
from dispatch.signed_door import REFUSED, DoorClosed, read_signed

DOOR = "/di/sini/"
WRONG = "whsec_d3JvbmctYnktcHVycG9zZQ=="
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def nobody_knocked():
    REFUSED.clear()
    yield
    REFUSED.clear()


def knock(body: bytes = b"kata rahasia", secret: str = WRONG, now: datetime | None = None) -> HttpRequest:
    headers = sign_message(secret=secret, message_id="e-1", body=body, now=now)
    return RequestFactory().post(DOOR, body, content_type="application/json", headers=headers)


def refuse(request: HttpRequest) -> int:
    with pytest.raises(DoorClosed) as closed:
        read_signed(request, secret=settings.WADUL_SECRET, most_bytes=100)
    return closed.value.answer.status_code


def lines_of(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if "callback_refused" in record.getMessage()]


@pytest.mark.parametrize(
    ("how", "status", "reason"),
    [
        pytest.param({}, 401, "No matching signature found", id="another-secret"),
        pytest.param(
            {"secret": settings.WADUL_SECRET, "now": NOW - timedelta(hours=1)}, 401, "too old", id="clock-behind"
        ),
        pytest.param({"body": b"kata rahasia" * 20}, 413, "too large", id="too-large"),
    ],
)
def test_a_refused_message_is_told_with_door_reason_and_source_and_nothing_it_said(caplog, how, status, reason):
    assert refuse(knock(**how)) == status
    (line,) = lines_of(caplog)
    for words in (DOOR, reason, "127.0.0.1"):
        assert words in line
    assert "rahasia" not in caplog.text


def test_a_thousand_knocks_are_four_lines_and_no_statement(caplog):
    # Without the mark of the database, a single statement would fail this test.
    request = knock()
    for _ in range(1000):
        refuse(request)
    assert len(lines_of(caplog)) == 4


def test_another_reason_is_told_however_often_the_first_one_was(caplog):
    for _ in range(5):
        refuse(knock())
    refuse(RequestFactory().post(DOOR, b"", content_type="application/json"))
    assert [line for line in lines_of(caplog) if "Missing required headers" in line]


def test_what_is_truly_theirs_leaves_no_line(caplog):
    signed = read_signed(knock(secret=settings.WADUL_SECRET), secret=settings.WADUL_SECRET, most_bytes=100)
    assert signed.message_id == "e-1"
    assert not lines_of(caplog)

"""Signatures, both ways, within five minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.channels.wadul.signing import SignatureError, sign_message, verify_message
from simulators.testing import TEST_SECRET

BODY = '{"text":"Terima kasih, Bu Ratna – sudah kami tangani"}'.encode()


def sign(minutes: float = 0, secret: str = TEST_SECRET) -> dict[str, str]:
    return sign_message(
        secret=secret, message_id="evt_1", body=BODY, now=datetime.now(UTC) + timedelta(minutes=minutes)
    )


def test_what_we_sign_we_verify_and_learn_its_id():
    assert verify_message(secret=TEST_SECRET, headers=sign(), body=BODY) == "evt_1"


def test_a_moment_in_another_zone_is_signed_as_the_same_moment():
    there = datetime.now(UTC).astimezone(tz=datetime.fromisoformat("2025-01-01T00:00+07:00").tzinfo)
    headers = sign_message(secret=TEST_SECRET, message_id="evt_1", body=BODY, now=there)
    assert verify_message(secret=TEST_SECRET, headers=headers, body=BODY) == "evt_1"


def test_header_names_may_come_in_any_case():
    headers = {name.title(): value for name, value in sign().items()}
    assert verify_message(secret=TEST_SECRET, headers=headers, body=BODY) == "evt_1"


def test_a_second_signature_beside_ours_is_accepted_while_a_secret_is_replaced():
    headers = sign()
    headers["webhook-signature"] = "v1,b3RoZXI= " + headers["webhook-signature"]
    assert verify_message(secret=TEST_SECRET, headers=headers, body=BODY) == "evt_1"


@pytest.mark.parametrize("minutes", [-5.1, 5.1])
def test_outside_five_minutes_it_is_refused(minutes):
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign(minutes), body=BODY)


@pytest.mark.parametrize("minutes", [-4.9, 4.9])
def test_within_five_minutes_it_is_taken(minutes):
    assert verify_message(secret=TEST_SECRET, headers=sign(minutes), body=BODY)


def test_another_secret_body_or_id_is_refused():
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign(secret="whsec_b3RoZXI="), body=BODY)
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign(), body=BODY + b" ")
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign() | {"webhook-id": "evt_2"}, body=BODY)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", "v1", "v1,%%%", "v1,é", "v1,a,b", "nan", "1e400", "v2,YQ=="])
def test_a_spoilt_header_is_refused_and_never_falls_over(name, value):
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign() | {name: value}, body=BODY)


def test_missing_headers_and_bytes_that_are_not_text_are_refused():
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers={}, body=BODY)
    with pytest.raises(SignatureError):
        verify_message(secret=TEST_SECRET, headers=sign(), body=b"\xff\xfe")

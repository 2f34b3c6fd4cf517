"""What `send` makes of every way a delivery can go, against a running stand-in."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from dispatch.channels import find_channel
from dispatch.channels.base import PermanentError, TransientError
from dispatch.channels.wadul import send
from dispatch.channels.wadul.tests.conftest import CREATE, UPDATE, build_envelope


def read_log(wadul) -> list[dict]:
    return wadul.store.fetch("SELECT * FROM operations ORDER BY arrival")


def test_the_registry_finds_the_channel():
    assert find_channel("wadul") is send


def test_a_created_complaint_has_wadul_bupatis_number_as_reference(wadul):
    receipt = send(build_envelope())
    assert receipt.reference.startswith("WB-")
    assert receipt.detail["operation"] == "create"
    assert not receipt.reconciled
    assert json.loads(read_log(wadul)[0]["body"]) == CREATE | {"status": "disposisi"}


def test_fields_the_contract_does_not_name_stay_at_home(wadul):
    send(build_envelope(payload=CREATE | {"internal_note": "rahasia"}))
    assert "rahasia" not in read_log(wadul)[0]["body"]


def test_sent_twice_it_is_stored_once_with_the_same_receipt(wadul):
    assert send(build_envelope()) == send(build_envelope())
    assert [row["received"] for row in read_log(wadul)] == [2]


def test_an_update_speaks_wadul_bupatis_words(wadul):
    send(build_envelope())
    send(build_envelope("update"))
    assert wadul.store.fetch("SELECT status FROM complaints") == [{"status": "proses"}]


def test_an_update_before_its_ticket_is_known_waits_and_then_asks_for_a_person(wadul):
    with pytest.raises(TransientError, match="belum dikenal"):
        send(build_envelope("update"))
    with pytest.raises(PermanentError, match="404"):
        send(build_envelope("update", attempts=6))


def test_a_photo_travels_from_the_storage(wadul, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    content = b"\x89PNG not really"
    name = default_storage.save("photos/a.png", ContentFile(content))
    payload = {
        "ticket": "JPR-1", "photo_id": "p1", "purpose": "report", "mime": "image/png",
        "sha256": hashlib.sha256(content).hexdigest(), "storage_name": name,
    }  # fmt: skip
    send(build_envelope())
    send(build_envelope("photo", payload))
    assert wadul.store.fetch("SELECT content FROM photos") == [{"content": content}]
    assert "storage_name" not in read_log(wadul)[1]["body"]
    with pytest.raises(PermanentError, match="tidak sama"):
        send(build_envelope("photo", payload | {"sha256": "0" * 64}))
    with pytest.raises(PermanentError, match="sudah tidak ada"):
        send(build_envelope("photo", payload | {"storage_name": "photos/gone.png"}))


def test_nobody_listening_is_transient_and_surely_not_accepted(settings, wadul):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(TransientError) as caught:
            send(build_envelope())
    assert not caught.value.outcome_unknown


def test_a_lost_reply_is_reconciled_and_not_sent_again(wadul):
    wadul.faults.configure({"lose_reply": 1})
    with pytest.raises(TransientError) as caught:
        send(build_envelope())
    assert caught.value.outcome_unknown
    receipt = send(build_envelope(attempts=2, outcome_unknown=True))
    assert receipt.reconciled
    assert receipt.reference.startswith("WB-")
    assert [row["received"] for row in read_log(wadul)] == [1]


def test_an_unknown_outcome_that_was_not_accepted_is_sent(wadul):
    receipt = send(build_envelope(outcome_unknown=True))
    assert not receipt.reconciled
    assert len(read_log(wadul)) == 1


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(wadul, settings):
    settings.WADUL_TIMEOUT = 0.2
    wadul.faults.configure({"slow": {"count": 1, "seconds": 0.8}})
    with pytest.raises(TransientError) as caught:
        send(build_envelope())
    assert caught.value.outcome_unknown


def test_a_server_that_drips_its_answer_does_not_hold_the_worker(settings, wadul):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings.WADUL_TIMEOUT = 0.5
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(TransientError) as caught:
            send(build_envelope())
    assert caught.value.outcome_unknown
    assert time.monotonic() - begun < 2


def drip(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    try:
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.1)
    except OSError:
        return


def test_429_carries_its_wait(wadul):
    wadul.faults.configure({"rate_429": {"count": 1, "retry_after": 17}})
    with pytest.raises(TransientError) as caught:
        send(build_envelope())
    assert caught.value.retry_after == 17
    assert not caught.value.outcome_unknown


def test_500_is_transient_and_asked_about_before_the_next_attempt(wadul):
    wadul.faults.configure({"error_500": 1})
    with pytest.raises(TransientError) as caught:
        send(build_envelope())
    assert caught.value.outcome_unknown
    assert send(build_envelope(outcome_unknown=True)).reference


def test_while_the_key_cannot_be_asked_nothing_is_sent(wadul):
    wadul.faults.configure({"error_500": 1})
    with pytest.raises(TransientError):
        send(build_envelope(outcome_unknown=True))
    assert read_log(wadul) == []


def test_the_same_key_with_another_body_is_permanent_and_says_why(wadul):
    send(build_envelope())
    with pytest.raises(PermanentError, match=r"422.*Kunci sudah dipakai"):
        send(build_envelope(payload=CREATE | {"text": "Lain"}))


def test_a_ticket_filed_under_another_key_counts_as_filed(wadul):
    first = send(build_envelope())
    again = send(build_envelope(idempotency_key="create-again"))
    assert again.reconciled
    assert again.reference == first.reference


def test_a_wrong_secret_is_permanent(wadul, settings):
    settings.WADUL_SECRET = "whsec_d3Jvbmc="
    with pytest.raises(PermanentError, match=r"401.*Tanda tangan"):
        send(build_envelope())


def test_a_proxys_404_is_not_taken_for_an_unaccepted_key(wadul, settings):
    settings.WADUL_BASE_URL += "/elsewhere"
    with pytest.raises(PermanentError):
        send(build_envelope(outcome_unknown=True))
    assert read_log(wadul) == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "nonsense"])
def test_an_address_that_cannot_be_called_is_permanent(wadul, settings, url):
    settings.WADUL_BASE_URL = url
    with pytest.raises(PermanentError, match="Alamat"):
        send(build_envelope())


@pytest.mark.parametrize("envelope", [("sing", {"ticket": "x"}), ("create", {"status": "?"}), ("update", {"x": 1})])
def test_an_unknown_operation_or_payload_is_permanent(wadul, envelope):
    with pytest.raises(PermanentError):
        send(build_envelope(*envelope))


def test_many_senders_at_once_store_everything_once(wadul):
    send(build_envelope())
    threads = [
        threading.Thread(target=send, args=(build_envelope("update", UPDATE, idempotency_key=f"u{n % 10}"),))
        for n in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = read_log(wadul)[1:]
    assert sorted(row["key"] for row in rows) == sorted(f"u{n}" for n in range(10))
    assert sum(row["received"] for row in rows) == 30

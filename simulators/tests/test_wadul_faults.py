"""The knobs: each fault shows itself, and an accepted request is never lost by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from simulators.testing import TEST_SECRET
from simulators.tests.conftest import SignedClient
from simulators.wadul_faults import FAULTS


def set_faults(client, **faults) -> None:
    client.post("/_faults", json=faults).raise_for_status()


def test_down_closes_without_an_answer_and_keeps_nothing(client):
    set_faults(client, down=1)
    with pytest.raises(httpx.TransportError):
        client.create("JPR-1")
    assert client.create("JPR-1").status_code == 201


def test_lose_reply_keeps_the_request_but_says_nothing(client):
    set_faults(client, lose_reply=1)
    with pytest.raises(httpx.TransportError):
        client.create("JPR-1")
    assert client.call("GET", "/v1/deliveries/create:JPR-1").status_code == 200
    assert client.create("JPR-1").status_code == 200
    assert client.get("/_log").json()["totals"]["stored"] == 1


def test_error_500_and_429_refuse_for_as_often_as_told(client):
    set_faults(client, error_500=1, rate_429={"count": 2, "retry_after": 7})
    replies = [client.create("JPR-1") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [500, 429, 429, 201]
    assert replies[1].headers["retry-after"] == "7"


def test_slow_waits_before_answering(client):
    set_faults(client, slow={"count": 1, "seconds": 0.3})
    begun = time.monotonic()
    client.create("JPR-1")
    assert time.monotonic() - begun >= 0.3


def test_a_fault_by_chance_strikes_some_and_not_all(client):
    set_faults(client, error_500={"probability": 0.5})
    codes = {client.create(f"JPR-{number}").status_code for number in range(60)}
    assert codes == {201, 500}


def test_faults_stay_until_cleared_and_are_counted(client):
    set_faults(client, error_500=True)
    assert [client.create("JPR-1").status_code for _ in range(3)] == [500] * 3
    assert client.get("/_faults").json()["faults"]["error_500"]["fired"] == 3
    set_faults(client, clear=True)
    assert client.create("JPR-1").status_code == 201


@pytest.mark.parametrize("wrong", [{"earthquake": 1}, {"down": "x"}, {"down": -1}, {"slow": {"probability": 2}}, [1]])
def test_a_fault_that_makes_no_sense_changes_nothing(client, wrong):
    assert client.post("/_faults", json=wrong).status_code == 422
    assert not any(fault["on"] for fault in client.get("/_faults").json()["faults"].values())


def test_the_form_on_the_page_sets_faults_too(client):
    form = {"mode_slow": "kali", "value_slow": "3", "option_slow": "1.5", "mode_down": "mati"}
    assert client.post("/_faults", data=form).status_code == 303
    assert client.get("/_faults").json()["faults"]["slow"]["count"] == 3
    page = client.get("/").text
    assert all(label in page for label in FAULTS.values())


def start_process(db, port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "simulators.wadul_bupati", "--port", str(port), "--db", str(db)]
    environment = os.environ | {"JT_WADUL_SECRET": TEST_SECRET}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    process.address = process.stdout.readline().split()[-1]
    return process


def test_what_was_answered_survives_a_killed_process_and_is_in_order(tmp_path):
    process = start_process(tmp_path / "wadul.sqlite3", 0)
    with SignedClient(base_url=process.address, trust_env=False) as client:
        answered = [client.create(f"JPR-{number:03}").json()["ticket"] for number in range(50)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = start_process(tmp_path / "wadul.sqlite3", 0)
    with SignedClient(base_url=again.address, trust_env=False) as client:
        log = client.get("/_log").json()
        assert client.create("JPR-001").status_code == 200
    again.terminate()
    assert again.wait(timeout=10) == 0
    assert [row["ticket"] for row in log["operations"]] == answered
    assert [row["arrival"] for row in log["operations"]] == sorted(row["arrival"] for row in log["operations"])


def test_a_taken_port_or_a_missing_secret_is_said_in_a_sentence(tmp_path, wadul):
    base = [sys.executable, "-m", "simulators.wadul_bupati", "--db", str(tmp_path / "x.sqlite3")]
    taken = subprocess.run(
        [*base, "--port", str(wadul.server_port), "--secret", TEST_SECRET], capture_output=True, text=True, timeout=20
    )
    assert taken.returncode == 1
    assert "tidak dapat mulai" in taken.stderr
    environment = {name: value for name, value in os.environ.items() if name != "JT_WADUL_SECRET"}
    unnamed = subprocess.run(base, capture_output=True, text=True, env=environment, timeout=20)
    assert "--secret" in unnamed.stderr


def test_the_log_tells_of_every_key_how_often_it_came(client):
    for times in (1, 2, 3):
        for _ in range(times):
            client.create(f"JPR-{times}")
    rows = json.loads(client.get("/_log").text)["operations"]
    assert {row["ticket"]: row["received"] for row in rows} == {"JPR-1": 1, "JPR-2": 2, "JPR-3": 3}

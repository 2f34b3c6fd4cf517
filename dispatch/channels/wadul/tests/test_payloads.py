"""Reading what Wadul Bupati sends, and the table of states."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.choices import Status
from dispatch.channels.wadul.payloads import InvalidCallback, encode_body, parse_callback
from dispatch.channels.wadul.status_map import FROM_WADUL, TO_WADUL, same_to_wadul
from simulators.wadul_api import STATUSES

DOCS = Path(__file__).parents[4] / "docs"
EVENT = {
    "id": "evt_1", "type": "complaint.status_changed", "ticket": "JPR-1", "sequence": 1,
    "occurred_at": "2025-06-01T03:00:00Z", "data": {"status": "proses", "text": None, "photo_url": None},
}  # fmt: skip


def parse(**more):
    return parse_callback(json.dumps(EVENT | more).encode())


def test_an_event_is_read_whole():
    event = parse()
    assert (event.id, event.ticket, event.sequence, event.status) == ("evt_1", "JPR-1", 1, "proses")
    assert event.occurred_at == datetime(2025, 6, 1, 3, tzinfo=UTC)
    assert (event.text, event.photo_url) == ("", "")


def test_another_offset_becomes_utc():
    assert parse(occurred_at="2025-06-01T10:00:00+07:00").occurred_at == datetime(2025, 6, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""}, {"id": 5}, {"id": "x" * 81}, {"type": "complaint.exploded"}, {"type": None}, {"ticket": None},
        {"ticket": "a\x00b"}, {"sequence": 0}, {"sequence": True}, {"sequence": 1.0}, {"sequence": 2**31},
        {"sequence": "1"}, {"occurred_at": "yesterday"}, {"occurred_at": "2025-06-01T03:00:00"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"}, {"data": []}, {"data": "x"}, {"data": None},
        {"data": {"status": "entah"}}, {"data": {"status": ["proses"]}},
        {"data": {"status": "proses", "text": "x" * 4001}}, {"data": {"status": "proses", "text": "\ud800"}},
        {"type": "complaint.answered", "data": {"text": "  "}}, {"type": "complaint.photo_added", "data": {}},
        {"type": "complaint.photo_added", "data": {"photo_url": "javascript:alert(1)"}},
    ],
)  # fmt: skip
def test_an_event_outside_the_contract_is_refused(wrong):
    with pytest.raises(InvalidCallback):
        parse(**wrong)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b"1" * 5000])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(InvalidCallback):
        parse_callback(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(EVENT, json_values)))
def test_whatever_arrives_it_is_read_or_refused(more):
    try:
        parse(**more)
    except InvalidCallback:
        return


def test_a_repeat_is_spelt_the_same_whatever_the_order_of_its_fields():
    assert encode_body({"a": 1, "b": "é"}) == encode_body({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'.encode()


def test_every_state_of_ours_has_a_word_there_and_every_word_a_state_here():
    assert set(TO_WADUL) == set(Status.values)
    assert set(FROM_WADUL) == set(TO_WADUL.values()) == set(STATUSES)
    assert set(FROM_WADUL.values()) <= set(Status.values)


def test_a_word_there_comes_back_as_a_state_that_says_the_same():
    for theirs, ours in FROM_WADUL.items():
        assert same_to_wadul(ours=ours, theirs=theirs)
    assert same_to_wadul(ours="on_scene", theirs="proses")
    assert not same_to_wadul(ours="closed", theirs="proses")


def test_the_documents_say_what_the_code_does():
    page = (DOCS / "wadul-bupati.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE)
    assert {ours: (theirs, back) for ours, theirs, back in rows} == {
        ours: (theirs, FROM_WADUL[theirs]) for ours, theirs in TO_WADUL.items()
    }
    contract = yaml.safe_load((DOCS / "wadul-bupati.openapi.yaml").read_text())
    assert set(contract["components"]["schemas"]["Status"]["enum"]) == set(FROM_WADUL)

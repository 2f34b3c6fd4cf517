"""The doors of machines keep what docs/api.openapi.yaml says, whatever is sent: real processes on PostgreSQL.

Each door gets cases that the contract allows and cases that break it in one place, mostly signed or behind a link
that opens, so that they come as far as the rules. No answer is a fault of ours, and each is one that the contract
names: status, kind of content, headers and shape. The cases are the same in every run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bin.processes import ROOT
from dispatch.channels.wadul.signing import sign_message
from tests_faults.launching import SECRET
from tests_faults.opening import read_python
from tests_security.figures import say
from tests_security.server import serve
from tests_security.walk import list_addresses

CONTRACT = ROOT / "docs" / "api.openapi.yaml"
SCHEMA = schemathesis.openapi.from_path(CONTRACT)
DOORS = [(one.ok().path, one.ok().method.upper()) for one in SCHEMA.get_all_operations()]
CASES_A_DOOR = 150
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance, allow_header_conformance]  # fmt: skip
TOO_MANY = "callbacks=1000000/60,field_misses=1000000/600,field_taps=1000000/600"
MOSTLY = st.sampled_from([True] * 7 + [False])
# A fire with a crew whose link opens, as the product itself makes them.
MAKE_FIRE = """
from response.tests.helpers import file_fire, token_for
fire = file_fire()
print(fire.number, token_for(fire, fire.agency.contacts.first()))
"""


@dataclass(frozen=True)
class Doors:
    """The running product, a ticket it knows, and a link that opens."""

    url: str
    ticket: str
    token: str


@pytest.fixture(scope="module")
def doors(own_stack) -> Iterator[Doors]:
    ticket, token = read_python(own_stack, "manage.py", "shell", "-v", "0", "-c", MAKE_FIRE).split()[-2:]
    with serve(own_stack, JT_EXCHANGE_SECRET=SECRET, JT_LIMITS=TOO_MANY) as url:
        yield Doors(url, ticket, token)


class Signature(requests.auth.AuthBase):
    """Signs what goes out, under the id that the body gives itself if it gives one."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        raw = body if isinstance(body, bytes) else body.encode()
        # What is no text cannot be signed, and is refused for it.
        with suppress(UnicodeDecodeError):
            request.headers.update(sign_message(secret=SECRET, message_id=_find_id(raw), body=raw))
        return request


def _find_id(raw: bytes) -> str:
    try:
        found = json.loads(raw)["id"]
        return found if isinstance(found, str) and found.isascii() and found.isprintable() and found.strip() else "x"
    except (ValueError, KeyError, TypeError, IndexError):
        return "x"


def test_every_address_that_looks_at_no_cookie_stands_in_the_contract():
    sample = "x" * 8
    open_to_machines = {one.path for one in list_addresses(token=sample) if getattr(one.view, "csrf_exempt", False)}
    told = {path.replace("{token}", sample) for path, _ in DOORS}
    assert open_to_machines == told


@pytest.mark.parametrize(("path", "method"), DOORS, ids=[path for path, _ in DOORS])
def test_every_door_answers_as_its_contract_says(doors: Doors, path: str, method: str):
    told: Counter[int] = Counter()
    operation = SCHEMA[path][method]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    session = requests.Session()

    @hypothesis_settings(
        max_examples=CASES_A_DOOR, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(case=st.one_of(*(operation.as_strategy(mode) for mode in modes)), known=MOSTLY, signed=MOSTLY)
    def run(case: schemathesis.Case, known: bool, signed: bool) -> None:
        if known:
            _lead_to_what_is_there(case, doors)
        auth = Signature() if signed else None
        answer = case.call(base_url=doors.url, session=session, headers={"Accept": "application/json"}, auth=auth)
        case.validate_response(answer, checks=CHECKS)
        told[answer.status_code] += 1

    run()
    say(f"contract, {path}", cases=sum(told.values()), **{f"_{status}": many for status, many in sorted(told.items())})
    assert told[200] + told[204] > 10, "hardly anything came as far as the rules"
    assert len(told) > 1, "nothing was refused"


def _lead_to_what_is_there(case: schemathesis.Case, doors: Doors) -> None:
    if "token" in (case.path_parameters or {}):
        case.path_parameters["token"] = doors.token
    body: Any = case.body
    if isinstance(body, dict) and isinstance(body.get("ticket"), str):
        body["ticket"] = doors.ticket

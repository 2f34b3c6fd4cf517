"""Every address × every person, GET and POST, against the table in matrix_table.py.

A new address fails `test_no_address_is_forgotten` until its route stands in ROUTES (or, for a page of the admin, a
beginning of it in ADMIN) with a `Rule`: who gets an answer to GET and to POST. STAFF, OWN, COUNTY and the like name
people; READERS and its kin name people per ticket, for addresses that hold a ticket's number or a photo. None means
that the method is not offered (405). Nothing else has to be written.

Who is not granted gets 403 or 404 (outside the office: the sign-in page), in the same bytes and with as many SQL
statements as for what does not exist: so neither the answer nor the time it takes tells that something is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests_security.figures import say
from tests_security.matrix_table import (
    ADMIN_ROLES,
    ANSWERERS,
    NOBODY,
    OUTSIDE,
    READERS,
    READERS_AND_FORMER,
    ROUTES,
    Rule,
    Who,
    find_rule,
)
from tests_security.matrix_world import NOTE, WORDS, Answer, Thing, World, ask, build_world
from tests_security.walk import Address, list_addresses

_CHANGING = re.compile(rb"[A-Za-z0-9]{64}|\b[0-9a-f]{12}\b")
_OF_THE_MOMENT = ("X-Request-ID", "Expires")
# Of the admin's pages only these differ from ticket to ticket.
_ADMIN_OF_TICKETS = "/admin/complaints/complaint/"
_LISTS = (
    "/petugas/?tumpukan=semua",
    "/petugas/?tumpukan=mendukung",
    "/petugas/daftar/?tumpukan=semua",
    f"/petugas/?tumpukan=semua&q={WORDS}",
    "/petugas/kotak/",
    "/petugas/dialihkan/",
    "/petugas/papan/",
    "/petugas/papan/daftar/",
    "/petugas/papan/tanda/",
    "/admin/complaints/complaint/",
    "/admin/complaints/event/",
    "/petugas/hak-data/",
    "/admin/dispatch/delivery/",
    "/admin/dispatch/inboundmessage/",
    "/admin/calls/call/",
)
# Requests of secret reports are answered by number, without reading the report.
_NAMED_BESIDES = {"/petugas/hak-data/": ANSWERERS}


@pytest.fixture
def world(db, monkeypatch) -> World:
    # Being noted as seen costs statements once a minute; here they would be taken for a difference.
    monkeypatch.setattr("accounts.sessions.NOTE_EVERY", float("inf"))
    return build_world()


def test_no_address_is_forgotten():
    missing = sorted({address.route for address in list_addresses() if find_rule(address.route) is None})
    assert not missing, f"Add to ROUTES or ADMIN in tests_security/matrix_table.py who may go there: {missing}"


def test_the_table_names_no_address_that_is_gone():
    routes = {address.route for address in list_addresses()}
    assert set(ROUTES) <= routes, set(ROUTES) - routes


def test_everybody_gets_what_the_table_grants_and_nothing_tells_of_the_rest(world):
    pairs, faults = 0, []
    for thing, address, person, method in _list_pairs(world):
        pairs += 1
        answer = ask(world.clients[person], method, address.path)
        who = _choose(find_rule(address.route), method)
        fault = _judge(world, thing, address, person, method, answer, who)
        if fault:
            faults.append(f"{method} {address.route} ({thing.ticket}) by {person}: {fault}")
    say("matrix", routes=len({one.route for one in list_addresses()}), pairs=pairs, faults=len(faults))
    assert not faults, "\n".join(faults[:40])


def test_no_list_names_a_ticket_its_reader_may_not_read(world):
    looked, named = 0, []
    for person, client in world.clients.items():
        for path in _LISTS:
            page = ask(client, "GET", path).response.content.decode()
            looked += 1
            for thing in world.things:
                besides = _NAMED_BESIDES.get(path, {}).get(thing.ticket, NOBODY)
                if thing.complaint and person not in besides and _names_wrongly(page, thing, person):
                    named.append((person, path, thing.ticket))
    say("lists", looked_at=looked, tickets_named_wrongly=len(named))
    assert not named


def test_whoever_reads_without_handling_gets_no_ticket_whole(world):
    looked = 0
    for thing in world.things[:-1]:
        for path in (f"/petugas/tiket/{thing.samples['number']}/", f"/petugas/tiket/{thing.samples['number']}/cetak/"):
            answer = ask(world.clients["executive"], "GET", path)
            looked += answer.response.status_code == 200
            page = answer.response.content.decode()
            assert NOTE not in page, path
            assert f"/foto/{thing.samples['uuid']}/" not in page
            is_read = "officer" in READERS[thing.ticket]
            assert not is_read or NOTE in ask(world.clients["officer"], "GET", path).response.content.decode()
    assert looked == 4


def test_no_row_of_another_table_names_a_ticket_its_reader_may_not_read(world):
    looked, named = 0, []
    for person in sorted(ADMIN_ROLES):
        for thing in world.things:
            for path in thing.admin_rows:
                answer = ask(world.clients[person], "GET", path)
                # Calls are the administrator's to look at.
                looked += answer.response.status_code == 200
                if _names_wrongly(answer.response.content.decode(), thing, person):
                    named.append((person, path, thing.ticket))
    say("rows of messages and calls", looked_at=looked, tickets_named_wrongly=len(named))
    assert looked >= 3 * 7 * 2
    assert not named


@pytest.mark.parametrize("table", ["delivery", "inboundmessage"])
def test_messages_are_found_by_the_numbers_of_readable_tickets_alone(world, table):
    for person in sorted(ADMIN_ROLES):
        for thing in world.things[:-1]:
            page = ask(world.clients[person], "GET", f"/admin/dispatch/{table}/?q={thing.samples['number']}")
            found = "action-checkbox" in page.response.content.decode()
            found = found or "field-received_at" in page.response.content.decode()
            assert found == (person in READERS[thing.ticket]), (person, thing.ticket)


def _names_wrongly(page: str, thing: Thing, person: str) -> bool:
    if thing.complaint is None or person in READERS_AND_FORMER[thing.ticket]:
        return False
    return thing.complaint.number in page or thing.complaint.grouped_number in page


# --- walking ------------------------------------------------------------------


def _list_pairs(world: World) -> Iterator[tuple[Thing, Address, str, str]]:
    """Yield each address once for each thing it can point at; those without a value once in all."""
    seen = set()
    for thing in world.things:
        for address in list_addresses(**thing.samples):
            if find_rule(address.route) is None or address.path in seen or not _fits(world, thing, address.route):
                continue
            seen.add(address.path)
            for person in world.clients:
                yield thing, address, person, "GET"
                yield thing, address, person, "POST"


def _fits(world: World, thing: Thing, route: str) -> bool:
    if thing.ticket == "draft":
        return route.startswith("/lapor/<")
    is_repeat = thing is not world.things[0] and route.startswith("/admin/")
    return not is_repeat or route.startswith(_ADMIN_OF_TICKETS)


def _choose(rule: Rule | None, method: str) -> Who | None:
    assert rule is not None
    return rule.get if method == "GET" else rule.post


def _judge(
    world: World, thing: Thing, address: Address, person: str, method: str, answer: Answer, who: Who | None
) -> str:
    """Return what is wrong with an answer; empty if nothing is."""
    status = answer.response.status_code
    is_admin = address.route.startswith("/admin/")
    people = who[thing.ticket] if isinstance(who, dict) else who
    if status >= 500:
        return f"answered {status}"
    if people is None:
        return "" if status == 405 or _is_refusal(answer, person) else f"is not offered, yet answered {status}"
    if person in people and _is_kept_from_the_admin(thing, address):
        return _compare(world, thing, address, person, method, answer)
    if person in people:
        excused = is_admin or (find_rule(address.route) or Rule()).may_be_missing
        refused = _is_refusal(answer, person) and not excused
        return f"is granted, yet refused with {status}" if refused or (status == 405 and not is_admin) else ""
    if not (_is_refusal(answer, person) or (is_admin and status == 302)):
        return f"is not granted, yet answered {status}"
    if is_admin and person not in ADMIN_ROLES:
        return ""
    may_read = person in READERS_AND_FORMER.get(thing.ticket, NOBODY)
    return "" if may_read and not is_admin else _compare(world, thing, address, person, method, answer)


def _is_kept_from_the_admin(thing: Thing, address: Address) -> bool:
    """Tell whether nobody finds this row in the admin, so that its pages must answer as if it were not there."""
    of_ticket = address.route.startswith(_ADMIN_OF_TICKETS) and address.route != _ADMIN_OF_TICKETS
    return of_ticket and thing.ticket in ("secret", "about", "accused") and "<" in address.route


def _is_refusal(answer: Answer, person: str) -> bool:
    response = answer.response
    if response.status_code == 302:
        return person in OUTSIDE and response["Location"].startswith(("/akun/masuk/", "/admin/login/"))
    return response.status_code in (403, 404)


def _compare(world: World, thing: Thing, address: Address, person: str, method: str, answer: Answer) -> str:
    samples = thing.samples | world.nothing.samples | {"object_id": "987654321", "complaint_id": "987654321"}
    twin = next(one for one in list_addresses(**samples) if one.route == address.route)
    other = ask(world.clients[person], method, twin.path)
    if answer.statements != other.statements:
        return f"takes {answer.statements} statements, and {other.statements} for what does not exist"
    if _strip(answer, address.path, thing.samples) != _strip(other, twin.path, samples):
        return "differs from the answer for what does not exist"
    return ""


def _strip(answer: Answer, path: str, samples: dict[str, str]) -> tuple:
    """Return the answer without what the asker wrote themselves and what changes from request to request."""
    response = answer.response
    headers = {name: value for name, value in response.headers.items() if name not in _OF_THE_MOMENT}
    told = repr((response.status_code, sorted(headers.items()))).encode() + response.getvalue()
    for value in sorted({path, *samples.values()}, key=len, reverse=True):
        told = told.replace(value.encode(), b"@") if len(value) > 3 else told
    return (_CHANGING.sub(b"@", told),)

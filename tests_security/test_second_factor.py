"""A password alone opens nothing where a second factor is asked for, also outside the staff's own pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as project
from django.http import HttpRequest
from django.test import Client

from accounts.roles import Role
from accounts.second_factor import accept, forget
from tests_security.figures import say
from tests_security.matrix_world import build_world
from tests_security.walk import list_addresses

# One's own account, where the second factor is set up; the middleware's own tests see to the rest.
OWN_ACCOUNT = "/akun/"
PEOPLE = ("officer", "coordinator", "dispatcher")


@pytest.fixture
def world(db, settings):
    settings.SECOND_FACTOR_ROLES = list(Role)
    made = build_world()
    for person in PEOPLE:
        note(made.clients[person], forget)
    return made


def note(client: Client, what: Callable[[HttpRequest], None]) -> None:
    """Note in this browser's session that a second factor was shown, or that it is gone."""
    request = HttpRequest()
    request.session = client.session
    what(request)
    request.session.save()


def test_before_the_second_factor_every_address_answers_as_to_a_visitor(world):
    compared, told_apart = 0, []
    for person in PEOPLE:
        for thing in world.things[:3]:
            for address in list_addresses(**thing.samples):
                if address.path.startswith((*project.STAFF_PATHS, OWN_ACCOUNT)):
                    continue
                compared += 1
                found = [world.clients[who].get(address.path) for who in (person, "visitor")]
                if found[0].status_code != found[1].status_code:
                    told_apart.append((person, address.path, found[0].status_code))
    say("before the second factor", compared=compared, told_apart=len(told_apart))
    assert compared >= 3 * 3 * 20
    assert not told_apart


def test_a_photo_opens_with_the_second_factor(world):
    path = f"/foto/{world.things[0].samples['uuid']}/"
    client = world.clients["officer"]
    assert client.get(path).status_code == 404
    note(client, accept)
    assert client.get(path).status_code == 200

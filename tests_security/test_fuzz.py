"""Nonsense and malice in every form, every address and the API: no fault of ours, no leak, no way off the site.

The cases are the same in every run. Each is rolled back, so that one does not spoil the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import quote, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from complaints.access import make_link_token, make_pin, private_path
from complaints.models import Complaint
from complaints.tests.citizen import Citizen, make_photo
from dispatch.channels.wadul.signing import sign_message
from jepara_tanggap import limits
from tests_security.figures import say
from tests_security.found_forms import Form, find_forms
from tests_security.walk import list_addresses

FORM_CASES = {"citizen": 1000, "officer": 700, "administrator": 900}
ADDRESS_CASES, API_CASES = 1000, 600
DONE: dict[str, int] = {}
API = "/api/wadul/v1/callbacks"

# What the stranger's report holds, and nobody here but the administrator may see.
MARKED_TEXT, MARKED_NAME, MARKED_PHONE = "Rahasia7f3aCerita", "Namarahasia Pelapor", "081299988877"
SECRETS = [MARKED_TEXT, "Namarahasia", "81299988877", "812-9998-8877", "Patokanrahasia"]

NASTY = [
    "", " ", "\0", "a\0b", "\ud7ff\ufffe", "\u202e", "0", "-1", "99999999999999999999999", "1e999", "NaN", "٣", "²",
    "null", "[]", "{}", "true", "../../etc/passwd", "//evil.example/", "https://evil.example", "/\\evil.example",
    "javascript:alert(1)", "<script>alert(1)</script>", "{{7*7}}{% debug %}", "${jndi:ldap://x}", "' OR 1=1 --",
    '"; DROP TABLE x', "%00", "%s%n", "=cmd|' /C calc'!A0", "a\r\nSet-Cookie: x=1", "a@b.id\r\nBcc: c@d.id",
    "2026-02-30T25:61", "0001-01-01T00:00", "9999-12-31T23:59", "x" * 5000, "Ÿ" * 300, "🔥" * 50,
    "00000000-0000-0000-0000-000000000000", "-6.5,110.6", "inf", "1,5", "+62 812 3456 7890", "112", "🇮🇩",
]  # fmt: skip
VALUES = st.sampled_from(NASTY) | st.text(max_size=40) | st.integers().map(str) | st.floats().map(str)
QUERY = ["q", "next", "page", "after", "before", "status", "pile", "kind", "kecil", "o", "p", "e", "all", "_popup",
         "_to_field", "_changelist_filters", "cari", "sejak", "sampai", "version", "format", "id__exact",
         "agency__id__exact",
         "is_active__exact", "role__in", "unknown__field"]  # fmt: skip


def steady(cases: int) -> hypothesis_settings:
    return hypothesis_settings(
        max_examples=cases, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip


@dataclass
class World:
    """Two reports, a draft and people; `stranger` is the report whose content is marked."""

    mine: Complaint
    stranger: Complaint
    draft_base: str
    clients: dict[str, Client]
    samples: list[dict[str, str]]
    secrets: list[str]

    def copy_client(self, actor: str) -> Client:
        """Return a browser of this person that no earlier case has touched."""
        client = Client(raise_request_exception=True)
        client.cookies = SimpleCookie({name: one.value for name, one in self.clients[actor].cookies.items()})
        return client


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    other = Citizen()
    stranger = other.file(
        text=MARKED_TEXT, category="N-PJU", place={"village": "Bandengan", "landmark": "Patokanrahasia"},
        contact={"name": MARKED_NAME, "phone": MARKED_PHONE, "secret": "on"}, photos=[make_photo()],
    )  # fmt: skip
    citizen = Citizen()
    mine = citizen.file(contact={"phone": "081234567890"})
    citizen.fill()
    citizen.answer("cerita", text="Kedua", photos=[make_photo()])
    clients = {"citizen": citizen.client}
    for name, role, agency in (
        ("officer", Role.OFFICER, _find_agency_of_others(mine)),
        ("administrator", Role.ADMINISTRATOR, None),
    ):
        boss = role == Role.ADMINISTRATOR
        user = User.objects.create_user(name, password="x", role=role, agency=agency, is_staff=boss, is_superuser=boss)
        clients[name] = Client()
        clients[name].force_login(user)
    photo = stranger.photos.first().pk
    samples = [
        {"number": mine.number, "token": private_path(mine).split("/")[3], "uuid": str(citizen.draft.token)},
        {"number": stranger.number, "token": "0" * 32, "uuid": str(photo), "photo_id": str(photo)},
        *({"number": mine.number, "uuid": str(citizen.draft.token), "slug": slug}
          for slug in ("jenis", "rincian", "lokasi", "kontak", "periksa")),
    ]  # fmt: skip
    secrets = [*SECRETS, make_link_token(stranger), str(photo)]
    # Their PIN is six digits, which may stand anywhere by chance; the link is what it leads to.
    assert len(make_pin(stranger)) == 6
    return World(mine, stranger, citizen.base, clients, samples, secrets)


def _find_agency_of_others(mine: Complaint):
    return apps.get_model("dispatch", "Agency").objects.exclude(pk=mine.agency_id).filter(is_active=True).first()


@contextmanager
def one_case(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count a case, give it limits of its own, and undo what it did."""
    DONE[kind] = DONE.get(kind, 0) + 1
    monkeypatch.setattr(limits, "KEY_PREFIX", f"fuzz-{kind}-{DONE[kind]}")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check(answer: HttpResponse, world: World, actor: str) -> None:
    """No fault of ours, no insides shown, nothing of the stranger's, no way off the site."""
    assert answer.status_code < 500
    target = urlsplit(answer.headers.get("Location", ""))
    assert target.netloc in ("", "testserver"), target
    assert target.scheme in ("", "http"), target
    if answer.streaming or not answer.headers["Content-Type"].startswith(("text/", "application/json")):
        return
    page = answer.content.decode()
    for inside in ("Traceback (most recent call last)", "django.db.utils", "OperationalError", "SECRET_KEY"):
        assert inside not in page
    if actor != "administrator":
        for secret in world.secrets:
            assert secret not in page, f"{actor} sees {secret}"


def collect_forms(world: World, actor: str) -> list[Form]:
    """Return every form this person can come to, each once."""
    client, paths = world.copy_client(actor), set()
    for sample in ({}, *world.samples):
        paths |= {address.path for address in list_addresses(**sample)}
    if actor == "administrator":
        for model, shown in site._registry.items():
            row = model._default_manager.first()
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            paths |= {base, f"{base}add/"} | ({f"{base}{quote(str(row.pk))}/change/"} if row else set())
            assert shown is not None
    found: dict[object, Form] = {}
    for path in sorted(paths):
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            for form in find_forms(page=path, html=answer.content.decode()):
                found.setdefault(form.key, form)
    return list(found.values())


def send(client: Client, form: Form, values: dict[str, list[str]], file: bytes | None) -> HttpResponse:
    """Send a form as a browser would, with other values."""
    action = urlsplit(form.action)
    path = action.path + (f"?{action.query}" if action.query else "")
    if form.method != "post":
        return client.get(action.path, values)
    sent: dict[str, object] = dict(values)
    if file is not None and form.files:
        upload = make_photo(name="x.jpg")
        upload.file.seek(0)
        upload.file.write(file)
        upload.file.seek(0)
        sent[form.files[0]] = upload
    return client.post(path, sent, headers={"accept": "text/html"})


@pytest.mark.parametrize("actor", FORM_CASES)
def test_every_form_withstands_nonsense(world, monkeypatch, actor):
    forms = collect_forms(world, actor)
    assert len(forms) >= 5
    for form in forms:
        fuzz_form(world, monkeypatch, actor, form, cases=-(-FORM_CASES[actor] // len(forms)))
    say(f"fuzz, {actor}", forms=len(forms), cases=DONE[f"{actor}'s forms"])


def fuzz_form(world: World, monkeypatch: pytest.MonkeyPatch, actor: str, form: Form, *, cases: int) -> None:
    """Send one form with other values, so many times."""
    names = sorted({name for name, _ in form.fields} | {"next"})
    changes = st.lists(st.tuples(st.sampled_from(names), st.lists(VALUES, max_size=2)), max_size=5)

    @steady(cases)
    @given(changes=changes, file=st.none() | st.binary(max_size=200))
    @example(changes=[(name, ["a\0b"]) for name in names], file=b"\xff\xd8\xff")
    @example(changes=[(name, ["9" * 30]) for name in names], file=b"")
    @example(changes=[(name, []) for name in names], file=None)
    @example(changes=[], file=None)
    def run(changes: list[tuple[str, list[str]]], file: bytes | None) -> None:
        values = {name: [value] for name, value in form.fields} | dict(changes)
        with one_case(f"{actor}'s forms", monkeypatch):
            check(send(world.copy_client(actor), form, values, file), world, actor)

    run()


def test_every_address_withstands_nonsense(world, monkeypatch):
    paths = sorted({one.path for sample in ({}, *world.samples[:2]) for one in list_addresses(**sample)})
    for path in paths:
        fuzz_address(world, monkeypatch, path, cases=-(-ADDRESS_CASES // len(paths)))
    say("fuzz, addresses", addresses=len(paths), cases=DONE["addresses"])


def fuzz_address(world: World, monkeypatch: pytest.MonkeyPatch, path: str, *, cases: int) -> None:
    """Ask for one address with nonsense in it and behind it, so many times."""
    parts = path.split("/")

    @steady(cases)
    @given(
        actor=st.sampled_from(sorted(world.clients)),
        query=st.dictionaries(st.sampled_from(QUERY), VALUES, max_size=4),
        replaced=st.none() | st.tuples(st.integers(1, len(parts) - 1), VALUES),
    )
    def run(actor: str, query: dict[str, str], replaced: tuple[int, str] | None) -> None:
        asked = list(parts)
        if replaced is not None:
            asked[replaced[0]] = quote(replaced[1][:200], safe="")
        with one_case("addresses", monkeypatch):
            check(world.copy_client(actor).get("/".join(asked), query), world, actor)

    run()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(VALUES, inner, max_size=3),
    max_leaves=8,
)


def test_the_api_withstands_nonsense(world, monkeypatch):
    client = Client(raise_request_exception=True)

    @steady(API_CASES)
    @given(
        changes=st.dictionaries(
            st.sampled_from(["id", "type", "ticket", "sequence", "occurred_at", "data", "extra"]), JSON, max_size=3
        ),
        data=st.dictionaries(st.sampled_from(["status", "text", "by", "rating", "x"]), JSON, max_size=3),
        kind=st.sampled_from(["complaint.status_changed", "complaint.answered", "complaint.closed", "x"]),
        raw=st.none() | st.binary(max_size=60),
        signed=st.sampled_from([True, True, True, False]),
    )
    @example(changes={}, data={"status": "proses"}, kind="complaint.status_changed", raw=None, signed=True)
    def run(changes, data, kind, raw, signed) -> None:
        event = {"id": "evt-1", "type": kind, "ticket": world.mine.number, "sequence": 1,
                 "occurred_at": "2026-11-02T03:04:05+00:00", "data": data, **changes}  # fmt: skip
        body = json.dumps(event).encode() if raw is None else raw
        headers = {}
        if signed and _is_text(body):
            headers = sign_message(secret=settings.WADUL_SECRET, message_id="evt-1", body=body)
        with one_case("API", monkeypatch):
            answer = client.post(API, body, content_type="application/json", headers=headers)
            check(answer, world, "Wadul Bupati")
            assert answer.status_code in (200, 401, 404, 409, 413, 422)
            assert answer.headers["Content-Type"] in ("application/json", "application/problem+json")

    run()
    say("fuzz, API", cases=DONE["API"])


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_there_were_at_least_two_thousand_cases():
    say("fuzz in all", cases=sum(DONE.values()))
    assert not DONE or sum(DONE.values()) >= 2000

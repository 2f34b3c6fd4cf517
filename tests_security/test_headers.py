"""What every answer tells the browser: pages, errors, static files, photos, downloads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import SimpleCookie

import httpx
import pytest
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.roles import Role
from complaints.access import private_path
from complaints.tests.citizen import Citizen, make_photo
from jepara_tanggap.error_pages import show_500
from jepara_tanggap.limits import LIMITS, take
from tests_faults.harness import Stack
from tests_security.figures import say
from tests_security.server import serve
from tests_security.walk import list_addresses

NO_CSRF = {
    "complaints.views.callbacks.receive_wadul_callback": "signed by the sender; no cookie is looked at",
    **{
        f"response.views.{name}": "the signed link is the key; no cookie is looked at"
        for name in ("show_page", "note_seen", "take_reply")
    },
    "calls.views.exchange.receive_exchange_event": "signed by the exchange; no cookie is looked at",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def find_faults(headers: Mapping[str, str]) -> list[str]:
    """Return what is missing or too weak in one answer's headers."""
    faults = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "default-src" not in policy or "frame-ancestors 'none'" not in policy or "*" in policy:
        faults.append("Content-Security-Policy")
    if "Content-Disposition" in headers and "sandbox" not in policy:
        faults.append("sandbox")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        faults.append("Permissions-Policy")
    return faults


@pytest.fixture
def filed():
    citizen = Citizen()
    return citizen, citizen.file(photos=[make_photo()])


@pytest.fixture
def boss(db):
    return User.objects.create_user("kepala", password="x", role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)


@pytest.mark.django_db
def test_every_address_answers_with_every_header(filed, boss):
    citizen, complaint = filed
    samples = {
        "number": complaint.number,
        "token": private_path(complaint).split("/")[3],
        "uuid": complaint.photos.first().pk,
        "photo_id": complaint.photos.first().pk,
    }
    inside = Client(raise_request_exception=False)
    inside.force_login(boss)
    outside = Client(raise_request_exception=False)
    answers, faults, statuses = 0, {}, {}
    addresses = [*list_addresses(), *list_addresses(**samples), *list_addresses(uuid=citizen.draft.token)]
    for address in addresses:
        for client in (outside, inside, citizen.client):
            answer = client.get(address.path)
            answers += 1
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            if found := find_faults(answer.headers):
                faults[address.route] = found
            assert answer.status_code < 500, address
    say("headers", addresses=len({one.route for one in addresses}), answers=answers, faults=len(faults))
    say("statuses", **{f"of_{status}": count for status, count in sorted(statuses.items())})
    assert not faults
    assert len({one.route for one in addresses}) > 60


@pytest.mark.django_db
def test_error_pages_carry_them_too(settings):
    strict, client = Client(enforce_csrf_checks=True), Client(raise_request_exception=False)
    for _ in range(LIMITS["track_misses"].most):
        take("track_misses", "127.0.0.1")
    answers = {
        400: client.post("/akun/masuk/", "x", content_type="multipart/form-data"),
        403: strict.post("/lacak/", {"number": "1"}),
        404: client.get("/tidak/ada/"),
        405: client.get("/api/wadul/v1/callbacks"),
        413: client.post("/lacak/", "&".join(f"a{n}=1" for n in range(200)), "application/x-www-form-urlencoded"),
        422: client.post("/lacak/", {"number": "1"}),
        429: client.get("/lacak/000000000000/"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert {status: find_faults(answer.headers) for status, answer in answers.items()} == {
        status: [] for status in answers
    }
    wrong_host = client.get("/", HTTP_HOST="evil.example")
    assert wrong_host.status_code == 400
    assert find_faults(wrong_host.headers) == []


def test_a_fault_of_ours_shows_its_id_and_nothing_else():
    request = RequestFactory().get("/")
    request.request_id = "abc123"
    page = show_500(request).content.decode()
    assert "abc123" in page
    assert "Traceback" not in page


@pytest.mark.django_db
def test_photos_are_files_of_which_nothing_is_run(filed):
    citizen, complaint = filed
    writing = Citizen()
    writing.tell(photos=[make_photo()])
    answers = [
        citizen.client.get(f"{private_path(complaint)}foto/{complaint.photos.first().pk}/"),
        writing.client.get(f"/foto/{writing.draft.photos.first().pk}/"),
        writing.client.get(f"/foto/{writing.draft.photos.first().pk}/?kecil"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"] == 'inline; filename="foto.jpg"'
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert "private" in answer["Cache-Control"]
        assert find_faults(answer.headers) == []


def test_views_without_csrf_are_those_that_look_at_no_session():
    exempt = set()
    for address in list_addresses():
        view = getattr(address.view, "view_class", address.view)
        if getattr(address.view, "csrf_exempt", False) or getattr(view, "csrf_exempt", False):
            exempt.add(f"{view.__module__}.{view.__qualname__}")
    say("csrf-exempt views", found=len(exempt), allowed=len(NO_CSRF))
    assert exempt == set(NO_CSRF)


@pytest.mark.django_db
def test_no_form_is_taken_without_its_csrf_token(boss):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(boss)
    taken = {}
    for address in list_addresses():
        if f"{getattr(address.view, '__module__', '')}.{getattr(address.view, '__qualname__', '')}" in NO_CSRF:
            continue
        status = client.post(address.path, {"x": "1"}).status_code
        # 403: refused for want of the token. Otherwise nothing is there, or it takes no POST.
        if status not in (403, 404, 405, 301):
            taken[address.route] = status
    assert not taken


# --- a real server over HTTPS ----------------------------------------------------


@pytest.mark.services
def test_a_real_server_over_https_sets_strict_cookies_and_serves_static_files_with_policies(own_stack: Stack):
    with serve(own_stack, JT_SECURE_TRANSPORT="true", JT_BASE_URL="https://tanggap.example.go.id",
               JT_ALLOWED_HOSTS="tanggap.example.go.id,127.0.0.1") as url:  # fmt: skip
        https = {"x-forwarded-proto": "https", "host": "tanggap.example.go.id"}
        http = httpx.Client(base_url=url, headers=https, trust_env=False)
        page = http.get("/lapor/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        cookie = SimpleCookie(page.headers["set-cookie"])
        sent = {"cookie": f"__Host-csrftoken={cookie['__Host-csrftoken'].value}"}
        sent |= {"referer": "https://tanggap.example.go.id/lapor/"}
        draft = http.post("/lapor/", data={"text": "Lampu mati", "csrfmiddlewaretoken": token}, headers=sent)
        assert draft.status_code == 303, draft.text[:500]
        cookies = [*page.headers.get_list("set-cookie"), *draft.headers.get_list("set-cookie")]
        for one in cookies:
            assert re.match(r"__Host-\w+=", one), one
            for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
                assert part in one, one
            assert "Domain" not in one
        static = re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text)
        faults = {path: find_faults(http.get(path).headers) for path in static}
        assert not any(faults.values()), faults
        assert "max-age=31536000; includeSubDomains; preload" in page.headers["strict-transport-security"]
        plain = httpx.get(f"{url}/lacak/", headers={"host": "tanggap.example.go.id"}, trust_env=False)
        assert (plain.status_code, plain.headers["location"]) == (301, "https://tanggap.example.go.id/lacak/")
        strange = http.get("/", headers={"host": "evil.example"})
        assert strange.status_code == 400
        assert "evil.example" not in strange.text
        say("https server", cookies=len(cookies), static_files=len(static))

"""Single sign-on against a real OpenID Connect provider, which runs as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.adapters import OfficeAdapter
from accounts.models import AuditAction, AuditEntry, Role, User
from accounts.office_identity import read_identity
from accounts.tests.people import code_now, give_app, is_signed_in, make_person, send_code
from jepara_tanggap.sign_in_settings import build_oidc_provider
from jepara_tanggap.tests.processes import find_free_port, wait_until

pytestmark = pytest.mark.django_db
PEOPLE = [
    {"sub": "agus", "email": "Agus@jepara.example", "email_verified": True},
    {"sub": "belum", "email": "agus@jepara.example", "email_verified": False},
    {"sub": "asing", "email": "asing@jepara.example", "email_verified": True},
    {"sub": "kembar", "email": "agus@jepara.example", "email_verified": True},
    {"sub": "pindah", "email": "agus@jepara.example", "email_verified": True},
]


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/.well-known/openid-configuration", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = find_free_port()
    people = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    process = subprocess.Popen([sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *people])
    url = f"http://127.0.0.1:{port}"
    try:
        assert wait_until(lambda: is_up(url), seconds=60)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(autouse=True)
def office(settings, provider) -> None:
    settings.OIDC_ISSUER = provider
    settings.SOCIALACCOUNT_PROVIDERS = build_oidc_provider(
        issuer=provider, name="Akun kantor", client_id="jepara", secret="rahasia"
    )


@pytest.fixture
def agus() -> User:
    return make_person(Role.OFFICER, "DISHUB", email="agus@jepara.example")


def sign_in(client: Client, sub: str):
    """Press the button, sign in at the provider, and come back."""
    away = client.post(reverse("openid_connect_login", args=["kantor"]))
    assert away.status_code == 302
    back = httpx.post(away.url, data={"sub": sub}, follow_redirects=False)
    parts = urlsplit(back.headers["Location"])
    return client.get(f"{parts.path}?{parts.query}")


def test_the_provider_is_asked_with_a_state_and_a_challenge_of_its_own(client: Client):
    asked = [parse_qs(urlsplit(client.post(reverse("openid_connect_login", args=["kantor"])).url).query) for _ in "12"]
    for name in ("state", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]


def test_the_button_is_there_only_when_it_is_set_up(client: Client, settings):
    assert "Masuk dengan Akun kantor" in client.get(reverse("account_login")).content.decode()
    settings.OIDC_ISSUER = ""
    assert "Akun kantor" not in client.get(reverse("account_login")).content.decode()


def test_staff_are_found_by_verified_address_and_keep_their_password(client: Client, agus):
    assert sign_in(client, "agus").status_code == 302
    assert is_signed_in(client)
    agus.refresh_from_db()
    assert agus.has_usable_password()
    assert User.objects.count() == 1


@pytest.mark.parametrize("sub", ["belum", "asing"])
def test_nobody_else_comes_in_and_nobody_is_made(client: Client, agus, sub):
    assert sign_in(client, sub).status_code == 403
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_the_first_sign_in_binds_the_account_to_issuer_and_subject(client: Client, agus, provider):
    sign_in(client, "agus")
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.provider, bound.uid) == (agus, provider, "agus")
    assert bound.extra_data == {}
    sign_in(Client(), "agus")
    assert SocialAccount.objects.count() == 1


def test_whoever_is_given_the_same_address_later_stays_outside(client: Client, agus):
    sign_in(Client(), "agus")
    answer = sign_in(client, "kembar")
    assert answer.status_code == 403
    assert "sudah dipakai" in answer.content.decode()
    assert not is_signed_in(client)
    refused = AuditEntry.objects.get(action=AuditAction.SIGN_IN_FAILED)
    assert (refused.subject, refused.detail["what"]) == (f"user:{agus.pk}", "another_identity")


def test_whoever_is_bound_is_known_after_the_office_changed_the_address(client: Client, agus, provider):
    sign_in(Client(), "pindah")
    claims = {"email": "baru@jepara.example", "email_verified": False}
    httpx.put(f"{provider}/users/pindah", json=claims).raise_for_status()
    sign_in(client, "pindah")
    assert is_signed_in(client)


def test_a_bound_account_that_was_deactivated_stays_shut(client: Client, agus):
    sign_in(Client(), "agus")
    User.objects.update(is_active=False)
    assert sign_in(client, "agus").status_code == 403
    assert not is_signed_in(client)


def test_another_issuer_with_the_same_subject_is_not_the_same_person(client: Client, agus):
    SocialAccount.objects.create(user=make_person(Role.OFFICER, "DPUPR"), provider="https://lain.example", uid="agus")
    sign_in(client, "agus")
    assert client.get("/petugas/").wsgi_request.user == agus


def test_an_account_that_was_let_go_takes_the_next_identity(client: Client, agus):
    sign_in(Client(), "agus")
    lead = make_person(Role.LEAD, "DISHUB")
    leading = Client()
    leading.force_login(lead)
    leading.post(reverse("dashboard:staff_change", args=[agus.pk, "kantor"]))
    sign_in(client, "kembar")
    assert is_signed_in(client)
    assert SocialAccount.objects.get().uid == "kembar"


def test_user_data_of_somebody_else_than_the_token_names_are_nobody():
    token = {"iss": "https://masuk.example", "sub": "agus"}
    assert read_identity({"id_token": token, "userinfo": {"sub": "agus"}}) == ("https://masuk.example", "agus")
    assert read_identity({"id_token": token, "userinfo": {"sub": "lain"}}) is None
    assert read_identity({"userinfo": {"sub": "agus"}}) is None


def test_a_deactivated_person_does_not_come_in(client: Client, agus):
    User.objects.update(is_active=False)
    assert sign_in(client, "agus").status_code == 403


def test_an_address_that_two_people_share_opens_neither(client: Client, agus):
    make_person(Role.OFFICER, "DPUPR", email="AGUS@jepara.example")
    assert sign_in(client, "agus").status_code == 403


def test_our_second_factor_is_asked_all_the_same(client: Client, agus):
    give_app(agus)
    assert sign_in(client, "agus").url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    send_code(client, code_now())
    assert is_signed_in(client)


def test_a_forced_second_factor_is_set_up_first(client: Client):
    make_person(Role.DISPATCHER, email="agus@jepara.example")
    sign_in(client, "agus")
    assert client.get("/petugas/").url == reverse("mfa_index")


def test_the_provider_may_be_trusted_to_ask(client: Client, settings):
    settings.OIDC_SECOND_FACTOR = True
    give_app(make_person(Role.ADMINISTRATOR, email="agus@jepara.example"))
    sign_in(client, "agus")
    assert client.get("/admin/").status_code == 200


def test_an_answer_nobody_asked_for_is_refused(client: Client, agus):
    answer = client.get(reverse("openid_connect_callback", args=["kantor"]), {"code": "x", "state": "y"})
    assert answer.status_code in (200, 302, 401)
    assert not is_signed_in(client)


# --- an issuer that leads inside ----------------------------------------------------


def test_an_issuer_inside_is_not_called_unless_the_setting_allows_it(client: Client, agus, settings, caplog):
    settings.OUTGOING_ALLOWED_NETWORKS = []
    answer = client.post(reverse("openid_connect_login", args=["kantor"]))
    assert answer.status_code == 503
    assert "akun kantor" in answer.content.decode().lower()
    assert "outgoing_refused" in caplog.text
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    assert sign_in(client, "agus").status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("name", ["169.254.169.254", "[::ffff:127.0.0.1]", "2130706433", "10.0.0.5"])
def test_no_spelling_of_an_inner_address_gets_through(settings, name):
    settings.OUTGOING_ALLOWED_NETWORKS = []
    with pytest.raises(requests.RequestException), OfficeAdapter().get_requests_session() as session:
        session.get(f"http://{name}:9/.well-known/openid-configuration", timeout=2)


def test_what_the_issuers_document_names_is_looked_at_too(client: Client, settings, provider, monkeypatch):
    """The document comes from outside, and sends the exchange of the code inside."""
    away = client.post(reverse("openid_connect_login", args=["kantor"]))
    back = httpx.post(away.url, data={"sub": "agus"}, follow_redirects=False)
    parts = urlsplit(back.headers["Location"])
    settings.OUTGOING_ALLOWED_NETWORKS = []
    answer = client.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 503
    assert not is_signed_in(client)

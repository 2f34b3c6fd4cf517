"""A body that cannot be read is answered in Indonesian with 400 or 413, whatever page it was sent to."""

import pytest
from django.conf import settings
from django.test import Client

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=X"

UNREADABLE = [
    pytest.param("not multipart at all", MULTIPART, id="no-boundary-in-the-body"),
    pytest.param("x", "multipart/form-data", id="no-boundary-named"),
    pytest.param("x", "multipart/form-data; boundary=" + "b" * 300, id="boundary-too-long"),
    pytest.param('--X\r\nContent-Disposition: form-data; name="a"\r\n', MULTIPART, id="cut-off-in-a-header"),
    pytest.param(
        '--X\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--X--\r\n',
        MULTIPART,
        id="broken-base64",
    ),
    pytest.param("a=1", FORM + "; charset=nonsense", id="unknown-charset"),
]
TOO_MUCH = [
    pytest.param("&".join(f"f{i}=1" for i in range(200)), FORM, id="200-fields"),
    pytest.param("text=" + "a" * 1_000_000, FORM, id="one-megabyte-of-text"),
    pytest.param(
        "".join(f'--X\r\nContent-Disposition: form-data; name="f{i}"\r\n\r\n1\r\n' for i in range(200)) + "--X--\r\n",
        MULTIPART,
        id="200-parts",
    ),
    pytest.param(
        "".join(
            f'--X\r\nContent-Disposition: form-data; name="p{i}"; filename="{i}.jpg"\r\n\r\n1\r\n' for i in range(20)
        )
        + "--X--\r\n",
        MULTIPART,
        id="20-files",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/akun/masuk/", "/tidak/ada/"])
@pytest.mark.parametrize(("body", "content_type"), UNREADABLE)
def test_unreadable_body_is_never_a_server_error(path, body, content_type):
    response = Client(raise_request_exception=False).generic("POST", path, body.encode(), content_type=content_type)
    assert response.status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "content_type"), TOO_MUCH)
def test_too_large_a_body_is_answered_413_in_indonesian(body, content_type):
    response = Client(raise_request_exception=False).post("/akun/masuk/", body, content_type=content_type)
    assert response.status_code == 413
    assert "terlalu besar" in response.content.decode().lower()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type", "status"), [("x", "multipart/form-data", 400), (TOO_MUCH[1].values[0], FORM, 413)]
)
def test_a_program_is_told_of_an_unreadable_body_as_programs_are(body, content_type, status):
    answer = Client().generic("POST", "/api/wadul/v1/callbacks", body.encode(), content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


@pytest.mark.django_db
def test_announced_body_over_the_limit_is_refused_before_it_is_read():
    length = settings.MAX_BODY_BYTES + 1
    response = Client(raise_request_exception=False).post(
        "/akun/masuk/", b"", content_type=MULTIPART, CONTENT_LENGTH=str(length)
    )
    assert response.status_code == 413


@pytest.mark.django_db
def test_multipart_without_its_boundary_is_answered_400():
    response = Client(raise_request_exception=False).post("/akun/masuk/", "x", content_type="multipart/form-data")
    assert response.status_code == 400


@pytest.mark.django_db
def test_every_answer_carries_its_request_id_and_the_policies():
    answers = [Client().get("/"), Client().get("/tidak/ada/")]
    for response in answers:
        assert len(response["X-Request-ID"]) == 12
        assert "unsafe" not in response["Content-Security-Policy"]
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "camera=()" in response["Permissions-Policy"]
        assert response["X-Frame-Options"] == "DENY"
    assert answers[0]["X-Request-ID"] != answers[1]["X-Request-ID"]

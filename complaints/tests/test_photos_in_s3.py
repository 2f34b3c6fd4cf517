"""Photos in a real S3 server, from the form to Wadul Bupati; and what happens while it is down."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import boto3
import httpx
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from complaints.access import private_path
from complaints.models import Complaint, Draft, Photo
from complaints.tasks import purge_drafts
from complaints.tests.citizen import STORY, Citizen, make_photo
from dispatch.models import Delivery
from dispatch.sending import deliver_chain
from jepara_tanggap.tests.processes import find_free_port, wait_until
from simulators.testing import TEST_SECRET, run_wadul

pytestmark = pytest.mark.django_db

BUCKET, PREFIX = "jepara-foto", "tanggap"
KEYS = {"aws_access_key_id": "kunci", "aws_secret_access_key": "rahasia"}


@dataclass
class ObjectStorage:
    """A moto server as a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def list_names(self) -> list[str]:
        client = boto3.client("s3", endpoint_url=self.url, region_name="us-east-1", **KEYS)
        return [one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[ObjectStorage]:
    port, log = find_free_port(), tmp_path_factory.mktemp("s3") / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=output, stderr=output)
    storage = ObjectStorage(port, process)
    assert wait_until(lambda: is_up(storage.url), seconds=60), log.read_text()
    boto3.client("s3", endpoint_url=storage.url, region_name="us-east-1", **KEYS).create_bucket(Bucket=BUCKET)
    yield storage
    process.kill()
    process.wait()


def is_up(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


@pytest.fixture
def use_storage(settings) -> Callable[[str], None]:
    def use(url: str) -> None:
        options = {"bucket_name": BUCKET, "endpoint_url": url, "region_name": "us-east-1", "location": PREFIX}
        options |= {"access_key": "kunci", "secret_key": "rahasia"}
        default = {"BACKEND": "jepara_tanggap.photo_storage.PrivateS3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "default": default}

    return use


@pytest.fixture
def storage(server, use_storage) -> ObjectStorage:
    use_storage(server.url)
    return server


@pytest.fixture
def take_away(storage, use_storage) -> Callable[[], None]:
    """Let nothing answer where the storage was."""
    return lambda: use_storage(f"http://127.0.0.1:{find_free_port()}")


def file_with_photo() -> tuple[Citizen, Complaint, Photo]:
    citizen = Citizen()
    complaint = citizen.file(category="N-JALAN", photos=make_photo(size=(800, 600)))
    return citizen, complaint, complaint.photos.get()


def test_a_photo_is_kept_shown_small_and_large_and_sent_to_wadul_bupati(storage, tmp_path, settings):
    _, complaint, photo = file_with_photo()
    assert f"{PREFIX}/{photo.file.name}" in storage.list_names()
    address = f"{private_path(complaint)}foto/{photo.pk}/"
    browser = Citizen().client
    large = browser.get(address)
    assert large["Content-Type"] == "image/jpeg"
    assert len(b"".join(large)) == photo.size
    assert len(b"".join(browser.get(f"{address}?kecil"))) < photo.size
    with run_wadul(tmp_path / "wadul.sqlite3") as wadul:
        settings.WADUL_BASE_URL, settings.WADUL_SECRET = f"http://127.0.0.1:{wadul.server_port}", TEST_SECRET
        assert deliver_chain(Delivery.objects.order_by("sequence")[0].pk) == 2
        assert [len(row["content"]) for row in wadul.store.fetch("SELECT content FROM photos")] == [photo.size]


def test_a_photo_has_no_address_of_its_own_and_strangers_do_not_see_it(storage):
    _, _, photo = file_with_photo()
    with pytest.raises(NotImplementedError):
        default_storage.url(photo.file.name)
    assert Citizen().client.get(f"/foto/{photo.pk}/").status_code == 404


def test_photos_that_were_never_sent_are_deleted_with_their_draft(storage):
    citizen = Citizen()
    citizen.tell(photos=make_photo())
    name = f"{PREFIX}/{Photo.objects.get().file.name}"
    assert name in storage.list_names()
    Draft.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    purge_drafts()
    assert name not in storage.list_names()
    assert not Photo.objects.exists()


def test_a_file_that_is_missing_is_not_found(storage):
    _, complaint, photo = file_with_photo()
    default_storage.delete(photo.file.name)
    assert Citizen().client.get(f"{private_path(complaint)}foto/{photo.pk}/").status_code == 404


def test_without_the_storage_a_report_is_filed_and_its_text_is_kept(take_away):
    take_away()
    citizen = Citizen()
    answer = citizen.tell(photos=[make_photo(), make_photo()])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert STORY in page
    assert page.count("foto belum bisa disimpan saat ini") >= 1
    citizen.answer("cerita", text=STORY)
    for slug, fields in (("jenis", {"category": "N-JALAN"}), ("lokasi", {"village": "Bandengan"})):
        citizen.answer(slug, **fields)
    citizen.answer("kontak", phone="0812 3456 7890")
    assert citizen.answer("periksa").status_code == 303
    assert Complaint.objects.get().text == STORY


def test_without_the_storage_a_photo_says_so_and_its_sending_waits(storage, take_away, tmp_path, settings):
    _, complaint, photo = file_with_photo()
    take_away()
    answer = Citizen().client.get(f"{private_path(complaint)}foto/{photo.pk}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "belum dapat ditampilkan" in answer.content.decode()
    with run_wadul(tmp_path / "wadul.sqlite3") as wadul:
        settings.WADUL_BASE_URL, settings.WADUL_SECRET = f"http://127.0.0.1:{wadul.server_port}", TEST_SECRET
        deliver_chain(Delivery.objects.order_by("sequence")[0].pk)
    waiting = Delivery.objects.get(operation="photo")
    assert (waiting.state, "Penyimpanan foto" in waiting.last_error) == ("pending", True)


def test_a_photo_taken_out_while_the_storage_is_down_goes_later(storage, take_away, use_storage):
    citizen = Citizen()
    citizen.tell(photos=make_photo())
    photo = Photo.objects.get()
    name = f"{PREFIX}/{photo.file.name}"
    take_away()
    assert citizen.answer("cerita", text=STORY, remove=str(photo.pk)).status_code == 303
    assert not citizen.draft.photos.exists()
    use_storage(storage.url)
    assert name in storage.list_names()
    purge_drafts()
    assert name not in storage.list_names()
    assert not Photo.objects.exists()

"""A citizen at the web form, without scripts, who tries again when the site does not answer."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

import httpx

from tests_faults.log_check import REPORTER_NAME, REPORTER_PHONE

NUMBER = re.compile(r"\b(\d{4})[ \u00a0](\d{4})[ \u00a0](\d{4})\b")
FIRST_PAGE = "/lapor/"
LAST_PAGE = "terima-kasih"
ROUTINE, EMERGENCY = "N-PJU", "D-BAKAR"


class NotReached(Exception):
    """The site did not answer, or not as it should; try again."""


class Citizen:
    """One browser. `last_post_seconds` is how long the page that files took to answer."""

    def __init__(self, base_url: str, *, village: str, category: str = ROUTINE, timeout: float = 10.0) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=timeout, trust_env=False)
        self._fields = {
            "cerita": {"text": "Lampu jalan padam sejak kemarin malam"},
            "jenis": {"category": category},
            "rincian": {},
            "lokasi": {"village": "", "village_code": village},
            "kontak": {"name": REPORTER_NAME, "phone": REPORTER_PHONE, "email": "", "publication": "on"},
            "periksa": {},
        }
        self.last_post_seconds = 0.0

    def begin(self) -> str:
        """Write the first page and return the address of the second. Raises NotReached."""
        self._ask("GET", FIRST_PAGE)
        return self._post(FIRST_PAGE, "cerita")

    def fill_until_review(self, address: str | None = None) -> str:
        """Go through the pages up to the last one and return its address. Raises NotReached."""
        address = address or self.begin()
        while not address.endswith("/periksa/") and LAST_PAGE not in address:
            address = self._post(address, address.rstrip("/").rsplit("/", 1)[-1])
        return address

    def send(self, address: str) -> str:
        """Send the reviewed report and return the ticket number shown. Raises NotReached."""
        if LAST_PAGE not in address:
            start = time.monotonic()
            address = self._post(address, "periksa")
            self.last_post_seconds = time.monotonic() - start
        found = NUMBER.search(self._ask("GET", address).text)
        if found is None:
            raise NotReached(f"no ticket number on {address}")
        return "".join(found.groups())

    def file_stubbornly(self, *, seconds: float) -> str:
        """File one report, repeating whatever page failed as a person does. Raises AssertionError."""
        deadline = time.monotonic() + seconds
        address: str | None = None
        while True:
            try:
                address = self.fill_until_review(address)
                return self.send(address)
            except NotReached as error:
                if time.monotonic() > deadline:
                    raise AssertionError("the site did not come back") from error
                time.sleep(0.05)

    def _post(self, address: str, page: str) -> str:
        token = self._http.cookies.get("csrftoken") or self._fetch_token(address)
        answer = self._ask("POST", address, {**self._fields[page], "csrfmiddlewaretoken": token})
        return str(answer.headers["location"])

    def _fetch_token(self, address: str) -> str:
        self._ask("GET", address)
        return self._http.cookies.get("csrftoken") or ""

    def _ask(self, method: str, address: str, fields: dict[str, str] | None = None) -> httpx.Response:
        try:
            answer = self._http.request(method, address, data=fields)
        except httpx.HTTPError as error:
            raise NotReached(type(error).__name__) from error
        if answer.status_code >= 500:
            raise NotReached(f"{answer.status_code} at {address}")
        wanted = 303 if method == "POST" else 200
        assert answer.status_code == wanted, f"{answer.status_code} at {address}: {answer.text[:2000]}"
        return answer


class Crowd:
    """Several citizens at once, each filing one report after another until their share is done."""

    def __init__(self, make: Callable[[], Citizen], *, citizens: int, each: int, seconds: float = 60.0) -> None:
        self.numbers: list[str] = []
        self.errors: list[BaseException] = []
        self._make, self._each, self._seconds = make, each, seconds
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(citizens)]
        for thread in self._threads:
            thread.start()

    def wait(self) -> list[str]:
        """Wait until all are done and return the ticket numbers they were shown."""
        for thread in self._threads:
            thread.join(self._seconds * self._each)
        assert not self.errors, self.errors
        return self.numbers

    def _run(self) -> None:
        try:
            for _ in range(self._each):
                self.numbers.append(self._make().file_stubbornly(seconds=self._seconds))
        except BaseException as error:
            self.errors.append(error)

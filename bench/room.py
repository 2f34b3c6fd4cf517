"""The people of the 112 room as programs: signed-in screens that poll as the pages' scripts do, and desks that work."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests_faults.harness import Stack
from tests_faults.opening import run_python

PASSWORD = "ruang uji 112 yang panjang"  # nosec B105 # of a database that is thrown away
ADD_STAFF = """
from accounts.models import User
for name, role in {people}:
    User.objects.create_user(username=name, password="{password}", role=role)
"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
# Everybody works from one machine here.
LIMITS = "sign_in=1000000/600,sign_in_account=1000000/600"
CALL = re.compile(r'class="call( ringing)?(?: silent)?" data-call="(\d+)"')
TICKET = re.compile(r'id="d-(\d{12})"')


def prepare_room(stack: Stack, people: dict[str, str]) -> None:
    """Make accounts (name: role), and set what the room needs; call it before anything starts."""
    run_python(
        stack, "manage.py", "shell", "-c", ADD_STAFF.format(people=list(people.items()), password=PASSWORD)
    )  # fmt: skip
    stack.environment["JT_SECOND_FACTOR_ROLES"] = "none"
    stack.environment["JT_LIMITS"] += f",{LIMITS}"


def sign_in(stack: Stack, name: str) -> httpx.Client:
    """Return a signed-in browser. Raises AssertionError if the sign-in is refused."""
    browser = httpx.Client(base_url=stack.web_url, timeout=20, trust_env=False, follow_redirects=True)
    token = read_token(browser.get("/akun/masuk/").text)
    fields = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = browser.post("/akun/masuk/", data=fields)
    assert answer.status_code == 200, f"{answer.status_code} at sign-in"
    assert "/petugas/" in str(answer.url), f"{name} came to {answer.url}"
    return browser


def read_token(page: str) -> str:
    """Return the token of a page's forms."""
    found = TOKEN.search(page)
    assert found is not None, page[:500]
    return found[1]


class LiveScreen:
    """A page that asks for its live part again and again, with the tag of what it shows."""

    def __init__(
        self, browser: httpx.Client, path: str, *, every: float, on_change: Callable[[str, float], None] | None = None
    ) -> None:
        self._browser, self._path, self._every = browser, path, every
        self._on_change = on_change or (lambda html, at: None)
        self._stops = threading.Event()
        self.answers: Counter[int] = Counter()
        self.again = 0
        self.seconds: list[float] = []
        self.broken: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the page. Raises what it met."""
        self._stops.set()
        self._thread.join(30)
        if self.broken is not None:
            raise self.broken

    def _run(self) -> None:
        tag = ""
        try:
            while not self._stops.wait(self._every):
                tag = self._ask(tag)
        except BaseException as error:
            self.broken = error

    def _ask(self, tag: str) -> str:
        begun = time.monotonic()
        answer = self._get(tag)
        self.seconds.append(time.monotonic() - begun)
        self.answers[answer.status_code] += 1
        assert answer.status_code in (200, 304), f"{answer.status_code} at {self._path}"
        if answer.status_code == 200:
            self._on_change(answer.text, time.time())
        return answer.headers.get("ETag", tag)

    def _get(self, tag: str) -> httpx.Response:
        headers = {"If-None-Match": tag, "HX-Request": "true"}
        try:
            return self._browser.get(self._path, headers=headers)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # The server closed a kept connection just as it was used: a browser asks once more (RFC 9110, 9.2.2).
            self.again += 1
            return self._browser.get(self._path, headers=headers)


class Board(LiveScreen):
    """A dispatch board; remembers when it first showed each ticket (seconds since the epoch)."""

    def __init__(self, browser: httpx.Client) -> None:
        self.seen: dict[str, float] = {}
        super().__init__(browser, "/petugas/papan/daftar/", every=1.0, on_change=self._note)

    def _note(self, html: str, at: float) -> None:
        for number in TICKET.findall(html):
            self.seen.setdefault(number, at)


class Desk:
    """A call taker who never tires: looks, takes what rings, and does with each call what its tale asks for."""

    def __init__(self, stack: Stack, name: str, *, place: int, tell: Callable[[int], str], kinds: list[str]) -> None:
        self._browser, self._tell, self._kinds = sign_in(stack, name), tell, kinds
        self._page = self._browser.get("/petugas/112/").text
        self._place, self._village = place, stack.ask("SELECT min(code) FROM dispatch_village")[0][0]
        self._ringing: list[int] = []
        self._news, self._stops = threading.Event(), threading.Event()
        self.seen: dict[int, float] = {}
        self.closed: dict[int, str] = {}
        self.waits: list[float] = []
        self.screen = LiveScreen(self._browser, "/petugas/112/daftar/", every=1.0, on_change=self._look)
        self.broken: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Go home. Raises what was met."""
        self._stops.set()
        self._news.set()
        self._thread.join(30)
        self.screen.stop()
        if self.broken is not None:
            raise self.broken

    def _look(self, html: str, at: float) -> None:
        found = [(int(call), bool(rings)) for rings, call in CALL.findall(html)]
        for call, _ in found:
            self.seen.setdefault(call, at)
        self._ringing = [call for call, rings in found if rings]
        self._news.set()

    def _run(self) -> None:
        try:
            while not self._stops.is_set():
                self._news.wait()
                self._news.clear()
                while (call := self._choose()) is not None and not self._stops.is_set():
                    self._take(call)
        except BaseException as error:
            self.broken = error

    def _choose(self) -> int | None:
        # Each desk begins somewhere else in the list, as people do who agree by looks.
        waiting = [call for call in self._ringing if call not in self.closed and self._tell(call) != "abandoned"]
        return waiting[self._place % len(waiting)] if waiting else None

    def _take(self, call: int) -> None:
        self._ringing = [one for one in self._ringing if one != call]
        page = self._post(f"/petugas/112/{call}/ambil/", self._page)
        if page.url.path != f"/petugas/112/{call}/":
            return  # another desk was quicker, or the caller gave up
        self._post(f"/petugas/112/{call}/hidup/", page.text)
        tale = self._tell(call)
        if tale == "genuine":
            self._file(call, page.text)
        else:
            self._close(call, tale, page.text)
        self.closed[call] = tale

    def _close(self, call: int, kind: str, page: str) -> None:
        answer = self._post(f"/petugas/112/{call}/tutup/", page, kind=kind)
        if kind == "ghost":
            # The desk reads the script out and presses again.
            assert "naskah=1" in str(answer.url)
            answer = self._post(f"/petugas/112/{call}/tutup/", answer.text, kind=kind, script="1")
        assert answer.url.path == "/petugas/112/", f"{kind} led to {answer.url}"

    def _file(self, call: int, page: str) -> None:
        kind = self._kinds[call % len(self._kinds)]
        save, version = re.search(r'data-save="([^"]+)"', page), re.search(r'name="version" value="(\d+)"', page)
        assert save is not None, "no form on the call's page"
        assert version is not None, "the form does not say what it was filled in upon"
        typed: dict[str, Any] = {"category": kind, "village": self._village, "text": "Ada asap dari belakang rumah"}
        kept = self._browser.post(
            save[1],
            content=json.dumps({"version": int(version[1]), "changes": typed}),
            headers={"X-CSRFToken": read_token(page), "Content-Type": "application/json"},
        )
        assert kept.status_code == 200, kept.text[:300]
        send = re.search(r'action="([^"]+/kirim/)"', page)
        assert send is not None, "no button on the call's page"
        answer = self._post(send[1], page, do="alert")
        answer = self._post(send[1], answer.text, do="finish")
        assert answer.url.path == "/petugas/112/", f"finishing led to {answer.url}"

    def _post(self, path: str, page: str, **fields: str) -> httpx.Response:
        begun = time.monotonic()
        answer = self._browser.post(path, data={"csrfmiddlewaretoken": read_token(page), **fields})
        self.waits.append(time.monotonic() - begun)
        assert answer.status_code < 400, f"{answer.status_code} at {path}"
        if answer.status_code == 200:
            # A page shows the list too, and has the next form's token.
            self._page = answer.text
            self._look(answer.text, time.time())
        return answer


@contextmanager
def stopping(*screens: LiveScreen | Desk) -> Iterator[None]:
    """Stop them all at the end, however it comes."""
    try:
        yield
    finally:
        for screen in screens:
            screen.stop()

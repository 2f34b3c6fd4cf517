"""The whole product as one process group on spare ports, and Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests_e2e.axe import PAGES_WITHOUT_SCRIPTS
from tests_faults.launching import choose_quiet_weekday

ROOT = Path(__file__).parent.parent
START_SECONDS = 300
EXCHANGE_SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"  # noqa: S105 - of this test alone
# Two shared cores: a slow machine is no failure.
expect.set_options(timeout=15_000)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Product:
    """Where the running product is."""

    url: str
    wadul_url: str


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Run what `EMPTY=1 make run` runs, on a data folder of its own."""
    port, wadul_port = _find_free_port(), _find_free_port()
    folder = tmp_path_factory.mktemp("product")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("JT_", "DATABASE_", "REDIS_"))}
    own |= {"JT_DATA_DIR": str(folder), "PORT": str(port), "WADUL_PORT": str(wadul_port), "EMPTY": "1"}
    own["JT_EXCHANGE_SECRET"] = EXCHANGE_SECRET
    own["JT_ALERT_DRILL_WEEKDAY"] = choose_quiet_weekday()
    own.pop("DJANGO_SETTINGS_MODULE", None)
    log = (folder / "output.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "bin/run_embedded.py"], cwd=ROOT, env=own, stdout=log, stderr=log, start_new_session=True
    )
    product = Product(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{wadul_port}")
    try:
        _wait_until_up(process, product, folder / "output.log")
        yield product
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_until_up(process: subprocess.Popen, product: Product, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(product.url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    pytest.fail("The product did not start:\n" + log.read_text()[-4000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "Chromium is not installed (Debian: apt-get install chromium)."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(
    params=[
        pytest.param((360, 740, True), id="phone"),
        pytest.param((360, 740, False), id="phone-without-javascript"),
        pytest.param((1440, 900, True), id="desktop"),
        pytest.param((1440, 900, False), id="desktop-without-javascript"),
    ]
)
def page(request: pytest.FixtureRequest, chromium: Browser, product: Product) -> Iterator[Page]:
    """A fresh browser window: phone or desktop, with and without JavaScript."""
    width, height, scripts = request.param
    context = chromium.new_context(
        base_url=product.url,
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        locale="id-ID",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    if not scripts:
        PAGES_WITHOUT_SCRIPTS.add(page)
    yield page
    context.close()


@pytest.fixture
def desk(chromium: Browser, product: Product) -> Iterator[Page]:
    """A call taker at the desk."""
    # Here, since that module builds on this one.
    from tests_e2e.call_desk import open_desk

    with open_desk(chromium, product) as page:
        yield page

#!/usr/bin/env python
"""`make screens`: pictures of every page at 360 and 1440 pixels, in docs/screenshots.

Starts the embedded run with its invented reports on spare ports and in a folder of its own, and walks through it
in Chromium as everybody who uses it (bin/screen_pages.py). `ARGS=room make screens` takes the pictures of the 112
room alone, which docs/room.md shows.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin.processes import is_answering, wait_for  # noqa: E402
from bin.room_screens import show_room  # noqa: E402
from bin.screen_pages import Camera, show_everything, sign_in  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {360: 740, 1440: 900}
START_SECONDS = 120.0


def main() -> int:
    """Take all pictures; return 1 with a sentence if there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed. On Debian: sudo apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if "room" not in sys.argv[1:]:
            show_pages(browser)
        show_room(run=run_product, browser=browser, folder=FOLDER, sign_in=sign_in)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def show_pages(browser: Browser) -> None:
    """Take the pictures of every page at both sizes."""
    stand_in = find_free_port()
    with run_product(WADUL_PORT=str(stand_in)) as url:
        for width in SIZES:
            open_window = partial(open_camera, browser, url, width)
            show_everything(open_window, stand_in=f"http://127.0.0.1:{stand_in}")


def open_camera(browser: Browser, url: str, width: int) -> Camera:
    """Open a fresh window of one size."""
    viewport = ViewportSize(width=width, height=SIZES[width])
    context = browser.new_context(base_url=url, viewport=viewport, locale="id-ID")
    context.set_default_timeout(20_000)
    return Camera(context.new_page(), FOLDER, width)


@contextmanager
def run_product(**more: str) -> Iterator[str]:
    """Run what `make run` runs, with `more` in its environment, until the pictures are taken; give its address."""
    with tempfile.TemporaryDirectory(prefix="jepara-screens-", ignore_cleanup_errors=True) as folder:
        port, wadul_port = find_free_port(), find_free_port()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("JT_") and name != "EMPTY"}
        environment = {**plain, "PORT": str(port), "WADUL_PORT": str(wadul_port), "JT_DATA_DIR": folder, **more}
        process = subprocess.Popen([sys.executable, "bin/run_embedded.py"], cwd=ROOT, env=environment)  # nosec B603 # a command of ours, no shell
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: process.poll() is not None or is_answering(url), seconds=START_SECONDS)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def find_free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())

"""Pictures of the 112 room: desk, board and wall when nothing goes on, on a day, and in a flood night."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from bin.processes import ROOT

SCENES = ("empty", "day", "flood")
DESK, WALL = ViewportSize(width=1440, height=900), ViewportSize(width=1920, height=1080)
# Asked every second or two, their network never falls idle: each says itself that it is fresh.
LIVE = {"desk": "/petugas/112/", "board": "/petugas/papan/", "wall": "/petugas/dinding/"}
# What belongs to a day alone.
STILL = {"figures": "/petugas/angka/", "handover": "/petugas/serah-terima/", "back-entry": "/petugas/112/susulan/"}
COLOURS = 255


def show_room(
    *,
    run: Callable[..., AbstractContextManager[str]],
    browser: Browser,
    folder: Path,
    sign_in: Callable[[Page, str], None],
) -> None:
    """Take every picture of the room into `folder`; `run` runs the product and gives its address."""
    with (
        tempfile.TemporaryDirectory(prefix="jepara-room-", ignore_cleanup_errors=True) as data,
        run(JT_DATA_DIR=data, EMPTY="1") as url,
    ):
        page = browser.new_context(base_url=url, viewport=DESK, locale="id-ID").new_page()
        page.goto("/akun/masuk/")
        sign_in(page, "dispatcher")
        for scene in SCENES:
            if scene != "empty":
                play(scene, url=url, data=data)
            for name, path in LIVE.items():
                take(page, path, folder / f"room-{name}-{scene}.png", is_wall=name == "wall")
            if scene == "day":
                for name, path in STILL.items():
                    take(page, path, folder / f"room-{name}.png", is_whole=True)
            if scene == "flood":
                show_incident(page, folder / "room-incident.png")


def play(scene: str, *, url: str, data: str) -> None:
    """Let the scene happen in the running site."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("JT_")}
    environment = {**plain, "JT_DATA_DIR": data, "PORT": str(urlsplit(url).port)}
    subprocess.run([sys.executable, "-m", "bin.room_scenes", scene], cwd=ROOT, env=environment, check=True)  # nosec B603 # ours


def take(page: Page, path: str, file: Path, *, is_wall: bool = False, is_whole: bool = False) -> None:
    """Keep a small picture of a page; live ones once they have said that they are fresh."""
    page.set_viewport_size(WALL if is_wall else DESK)
    page.goto(path)
    if not is_whole:
        page.wait_for_function(
            "() => document.getElementById('terakhir').textContent.includes('Diperbarui')", timeout=20_000
        )
    page.screenshot(path=file, full_page=is_whole)
    shrink(file, width=960)


def show_incident(page: Page, file: Path) -> None:
    """Keep a picture of the flood's own page, once its reporters are answered and its map is drawn."""
    page.set_viewport_size(DESK)
    page.goto("/petugas/kejadian/")
    page.locator(".rows a.row").first.click()
    page.locator("#peta-kejadian .spot").first.wait_for()
    page.locator("#jawaban-bersama[hx-trigger]").wait_for(state="detached")
    page.screenshot(path=file)
    shrink(file, width=960)


def shrink(file: Path, *, width: int) -> None:
    """Make a picture as wide as documents show it, in few colours."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").resize(
            (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
        )
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)

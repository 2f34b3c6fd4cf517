"""manage.py print_pack: the pack for the time without a system, one command each shift."""

from __future__ import annotations

import os
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from dashboard.paper_pack import USUAL_FORMS, render_pack

PDF_SECONDS = 60


class Command(BaseCommand):
    """Write numbered forms, contacts and plans as HTML, and as PDF where Chromium is installed."""

    help = "Write the printed pack (forms, contacts, plans) into a folder. The files hold contacts: mode 0600."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, how many forms, and whose name the record of access carries."""
        parser.add_argument("--out", type=Path, required=True, help="folder to write into")
        parser.add_argument("--forms", type=int, default=USUAL_FORMS, help="numbered forms (default %(default)s)")
        parser.add_argument("--user", default="", help="username for the record of access")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files; the numbers are used up even if printing them fails."""
        user = User.objects.filter(username=options["user"]).first() if options["user"] else None
        if options["user"] and user is None:
            raise CommandError(f"There is no user {options['user']}.")
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        name = f"paket-{timezone.localtime():%Y%m%d-%H%M%S}"
        page = folder / f"{name}.html"
        write_private(page, render_pack(forms=options["forms"], user=user, is_file=True))
        self.stdout.write(str(page))
        paper = folder / f"{name}.pdf"
        if print_to_pdf(page, paper):
            self.stdout.write(str(paper))


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner reads, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def print_to_pdf(page: Path, paper: Path) -> bool:
    """Print the page with Chromium; False where there is none or it does not manage."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return False
    # Made first, so that Chromium writes into a file that is private already.
    write_private(paper, "")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--print-to-pdf={paper.resolve()}", page.resolve().as_uri()]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PDF_SECONDS)  # noqa: S603  # nosec B603 # our page
    except (subprocess.SubprocessError, OSError):
        paper.unlink(missing_ok=True)
        return False
    paper.chmod(0o600)
    return paper.stat().st_size > 0

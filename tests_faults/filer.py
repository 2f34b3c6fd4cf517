"""Files reports through the one door, in a process of its own: python -m tests_faults.filer --routine 10.

Prints a JSON line per report once it is committed: {"number", "seconds"}; the seconds are what a citizen waits.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator

import django

from tests_faults.log_check import REPORTER_NAME, REPORTER_PHONE


def main() -> None:
    """File what the command line asks for, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--routine", type=int, default=0)
    parser.add_argument("--emergency", type=int, default=0)
    parser.add_argument("--moves", type=int, default=0, help="of each routine report: 1 acknowledges, 2 starts work")
    parser.add_argument("--every", type=float, default=0.0, help="seconds between one and the next")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
    django.setup()
    for number, seconds in file_all(wanted):
        print(json.dumps({"number": number, "seconds": round(seconds, 4)}), flush=True)
        time.sleep(wanted.every)


def file_all(wanted: argparse.Namespace) -> Iterator[tuple[str, float]]:
    """Yield (ticket number, seconds it took) of each."""
    from complaints.actors import Actor
    from complaints.choices import Source
    from complaints.intake import NewReport, file_complaint
    from complaints.lifecycle import apply_transition
    from dispatch.models import Category, Village

    village = Village.objects.select_related("district").defer("boundary").order_by("code")[0]
    for code, count in (("D-BAKAR", wanted.emergency), ("N-PJU", wanted.routine)):
        category = Category.objects.select_related("agency").get(code=code)
        who = {"reporter_name": REPORTER_NAME, "phone": REPORTER_PHONE}
        report = NewReport(category=category, text="Laporan uji gangguan", village=village, **who)
        for _ in range(count):
            start = time.monotonic()
            complaint = file_complaint(report=report, source=Source.WEB).complaint
            seconds = time.monotonic() - start
            for action in ("acknowledge", "start")[: wanted.moves] if code == "N-PJU" else ():
                officer = Actor(kind="coordinator", name="Petugas uji")
                apply_transition(complaint_id=complaint.pk, action=action, actor=officer, text="Sedang ditangani")
            yield complaint.number, seconds


if __name__ == "__main__":
    main()

"""Processes that live and die together, ended as a terminal ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from bin.processes import ROOT
from jepara_tanggap.tests.processes import wait_until

# Says each signal it gets, and ends with the one that asks it to.
CHILD = """
import signal
asked = {signal.SIGINT, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, asked)
print("ready", flush=True)
told = None
while told != signal.SIGTERM:
    told = signal.sigwait(asked)
    print(signal.Signals(told).name, flush=True)
"""
LAUNCHER = f"""
import os, sys
from bin.processes import Group
group = Group()
group.start("child", [sys.executable, "-c", {CHILD!r}], os.environ, prefixed=True)
group.wait()
group.stop()
"""


def test_ctrl_c_tells_each_process_once_to_end(tmp_path):
    log = tmp_path / "log"
    with log.open("w") as output:
        command = [sys.executable, "-c", LAUNCHER]
        launcher = subprocess.Popen(command, cwd=ROOT, stdout=output, start_new_session=True)
    try:
        assert wait_until(lambda: "ready" in log.read_text(), seconds=30)
        # As a terminal does it: the whole group is told at once.
        os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(20) == 0
    finally:
        launcher.kill()
    said = [line.split()[-1] for line in log.read_text().splitlines() if line.startswith("child")]
    assert said == ["ready", "SIGTERM"]

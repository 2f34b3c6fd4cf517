#!/usr/bin/env python3
"""Make the virtual environment, and install what the requirements file pins.

Runs under whatever python3 the machine has, so it uses the standard library only and
says in one sentence what is missing. The second time it compares a hash and ends.

    python3 bin/prepare.py          what the product runs on
    python3 bin/prepare.py --dev    and what tests and checks need on top
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
DISK_FULL = "The disk is full. Free some space, then try again."
NAMES = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")


def main():
    """Prepare the environment; leave with a sentence on standard error if that is impossible."""
    name = "requirements-dev.txt" if "--dev" in sys.argv[1:] else "requirements.txt"
    with open(__file__) as lock:
        # Two make commands at once take turns.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_venv_usable():
            create_venv()
        install_requirements(ROOT / name)


def is_venv_usable():
    """Return whether the virtual environment has a Python that starts and pip beside it."""
    if not VENV_PYTHON.exists():
        return False
    return subprocess.run([str(VENV_PYTHON), "-c", "import pip"], capture_output=True).returncode == 0  # nosec B603 # a command of ours, no shell


def create_venv():
    """Create .venv with the first Python that is new enough."""
    python = find_python()
    say("Creating the Python environment in .venv")
    try:
        result = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)  # nosec B603 # a command of ours, no shell
    except OSError as error:
        stop("The Python environment cannot be created: %s." % error)
    if result.returncode == 0:
        return
    said = result.stdout + result.stderr
    shutil.rmtree(str(VENV), ignore_errors=True)
    if "ensurepip" in said or "python3-venv" in said or "No module named venv" in said:
        stop("This Python has no venv module. On Debian or Ubuntu: sudo apt-get install python3-venv")
    if "ermission denied" in said or "ead-only" in said:
        stop("The folder %s cannot be written. Make it writable, or copy the project to one that is." % ROOT)
    if "No space left" in said:
        stop(DISK_FULL)
    stop("The Python environment could not be created:\n" + said.strip())


def find_python():
    """Return the path of a Python that is new enough."""
    seen = []
    for name in filter(None, (os.environ.get("PYTHON"), sys.executable) + NAMES):
        path = shutil.which(name)
        version = path and read_version(path)
        if version and version >= OLDEST:
            return path
        if version:
            seen.append("%s is %d.%d" % ((name,) + version))
    stop(
        "Python 3.11 or newer is needed (%s). On Debian 12 or Ubuntu 24.04 and newer: "
        "sudo apt-get install python3 python3-venv" % ("; ".join(dict.fromkeys(seen)) or "none was found")
    )
    return None


def read_version(path):
    """Return (major, minor) of the Python at `path`, or None if it does not start."""
    code = "import sys; print(*sys.version_info[:2])"
    result = subprocess.run([path, "-c", code], capture_output=True, text=True)  # nosec B603 # a command of ours, no shell
    return tuple(int(part) for part in result.stdout.split()) if result.returncode == 0 else None


def install_requirements(path):
    """Install the pinned packages, unless exactly these are installed already."""
    stamp = VENV / (".installed-" + path.stem)
    wanted = hashlib.sha256(path.read_bytes() + str(read_version(str(VENV_PYTHON))).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the packages of %s (a minute or two the first time)" % path.name)
    environment = dict(os.environ)
    # Every pinned package is published ready-made, so that no compiler is needed.
    environment.setdefault("PIP_ONLY_BINARY", ":all:")
    environment.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "-r", str(path)]
    result = subprocess.run(command, stderr=subprocess.PIPE, text=True, env=environment)  # nosec B603 # a command of ours, no shell
    if result.returncode:
        stop(explain_pip(result.stderr))
    stamp.write_text(wanted)


def explain_pip(said):
    """Return what to do about what pip said."""
    tail = "\n".join(said.strip().splitlines()[-6:])
    if "No matching distribution" in said or "Could not find a version" in said:
        advice = (
            "A package is not published ready-made for this Python and machine, or the package index is out of "
            "reach. Check the network; else use Python 3.11 to 3.13 on x86-64 or arm64; or let it be compiled: "
            "sudo apt-get install build-essential python3-dev, then PIP_ONLY_BINARY=:none: make run"
        )
    elif "gcc" in said or "error: command" in said or "Failed building" in said:
        advice = "A package needs a compiler: sudo apt-get install build-essential python3-dev, then try again."
    elif "No space left" in said:
        advice = DISK_FULL
    else:
        advice = "The packages could not be installed. Check the network and try again."
    return tail + "\n\n" + advice


def say(text):
    """Tell what is being done."""
    print("-- " + text, flush=True)


def stop(text):
    """End with a sentence that says what to do."""
    sys.exit("\n" + text)


if __name__ == "__main__":
    main()

"""bin/prepare.py says in one sentence what is missing, by the words of commands that really fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jepara_tanggap.tests.processes import ROOT

# Stands for a Python: tells a version, makes an environment of itself, and says of pip and venv what it was told to.
FAKE = """#!/bin/sh
here=$(dirname "$0")
case "$*" in
  *version_info*) echo "{version}"; exit 0 ;;
  *"import pip"*) exit 0 ;;
  *"-m venv"*)
    [ -z "{venv}" ] || {{ echo "{venv}" >&2; exit 1; }}
    for last; do :; done
    mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
  *"-m pip"*)
    echo "$*" >> "$here/../../pip.log"
    [ -z "{pip}" ] || {{ echo "{pip}" >&2; exit 1; }} ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has nothing but what bin/prepare.py reads."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "prepare.py", tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("paket==1\n")
    # All that the stand-in needs, and no other Python.
    for name in ("dirname", "mkdir", "cp"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    return tmp_path


def prepare(project: Path, *, version: str = "3 12", venv: str = "", pip: str = "") -> subprocess.CompletedProcess[str]:
    """Run it where no other Python is to be found than one that behaves like this."""
    python = put_script(project, "python3", FAKE.format(version=version, venv=venv, pip=pip))
    return run_prepare(project, first=python)


def put_script(project: Path, name: str, text: str) -> Path:
    script = project / "bin" / name
    script.write_text(text)
    script.chmod(0o755)
    return script


def run_prepare(project: Path, *, first: Path) -> subprocess.CompletedProcess[str]:
    # It takes the Python that runs it for a candidate too.
    begin = "import runpy, sys; sys.executable = ''; runpy.run_path(sys.argv[1], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", begin, str(project / "bin" / "prepare.py")],
        env={"PATH": str(project / "bin"), "PYTHON": str(first)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_packages_are_installed_once_and_again_when_the_pins_change(project):
    assert prepare(project).returncode == 0
    assert prepare(project).returncode == 0
    log = project / "pip.log"
    assert len(log.read_text().splitlines()) == 1
    (project / "requirements.txt").write_text("paket==2\n")
    assert prepare(project).returncode == 0
    assert len(log.read_text().splitlines()) == 2


def test_a_failed_installation_is_tried_again(project):
    assert prepare(project, pip="No space left on device").returncode != 0
    shutil.rmtree(project / ".venv")
    assert prepare(project).returncode == 0


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        pytest.param({"version": "3 9"}, "Python 3.11 or newer is needed", id="old-python"),
        pytest.param({"venv": "ensurepip is not available"}, "sudo apt-get install python3-venv", id="no-ensurepip"),
        pytest.param({"venv": "python3: No module named venv"}, "sudo apt-get install python3-venv", id="no-venv"),
        pytest.param({"venv": "[Errno 13] Permission denied: '.venv'"}, "cannot be written", id="unwritable"),
        pytest.param({"venv": "[Errno 30] Read-only file system: '.venv'"}, "cannot be written", id="read-only"),
        pytest.param({"venv": "[Errno 28] No space left on device"}, "The disk is full", id="full-disk"),
        pytest.param({"venv": "something else"}, "could not be created:\nsomething else", id="anything-else"),
        pytest.param({"pip": "error: command 'gcc' failed"}, "needs a compiler: sudo apt-get", id="no-compiler"),
        pytest.param(
            {"pip": "ERROR: No matching distribution found for paket"}, "Check the network", id="not-ready-made"
        ),
        pytest.param({"pip": "[Errno 28] No space left on device"}, "The disk is full", id="pip-full-disk"),
        pytest.param({"pip": "Connection reset by peer"}, "Check the network and try again", id="no-network"),
    ],
)
def test_what_fails_ends_with_a_sentence_and_no_trace(project, how, sentence):
    result = prepare(project, **how)
    assert result.returncode != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert not list((project).glob(".venv/.installed-*"))


def test_an_environment_that_could_not_be_made_leaves_nothing_behind(project):
    prepare(project, venv="ensurepip is not available")
    assert not (project / ".venv").exists()


def test_the_last_lines_of_pip_stand_above_the_advice(project):
    said = prepare(project, pip="Connection reset by peer").stderr
    assert said.index("Connection reset by peer") < said.index("Check the network")


def test_a_python_that_does_not_start_is_passed_over(project):
    put_script(project, "python3", FAKE.format(version="3 12", venv="", pip=""))
    broken = put_script(project, "broken", "#!/bin/sh\nexit 1\n")
    assert run_prepare(project, first=broken).returncode == 0

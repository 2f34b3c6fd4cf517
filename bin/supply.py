#!/usr/bin/env python
"""`make audit-deps`: known holes and licences of every pinned package.

`--licences` writes docs/licences.md anew; `--check` only compares, as the tests of `make security` do.
Where the advisory service does not answer, one line says NOT CHECKED and why, and nothing fails.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "licences.md"
SECONDS = 300

# Licences that ask for no more than to be named; LGPL and MPL bind only who changes that package itself.
ALLOWED = re.compile(
    r"(MIT|MIT-0|MIT-CMU|MIT License|BSD|BSD License|0BSD|BSD-[23]-Clause|Apache-2\.0|Apache Software License|ISC"
    r"|PSF-2\.0|Python Software Foundation License|CNRI-Python|Zlib|CC0-1\.0|HPND|The Unlicense \(Unlicense\)|Unlicense"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|LGPL-3\.0-only|LGPL-3\.0-or-later)"
)
# Looked at one by one: package, and why it may be here.
EXCEPTIONS: dict[str, str] = {
    "axe-playwright-python": "MIT by the file it ships; for tests only",
    "djlint": "GPL-3.0; a tool run beside the project, no part of it",
    "qrcode": "BSD; the other entry is the notice that the word QR Code is a trademark",
}

HEAD = """# Licences of the packages

Made by `make audit-deps` from the pinned packages and what they say of themselves. A package whose licence is not
on the list in `bin/supply.py`, and is not answered there by name, fails `make security`.
"""


@dataclass(frozen=True)
class Package:
    """One pinned package."""

    name: str
    version: str
    licence: str

    @property
    def is_allowed(self) -> bool:
        """Whether every part of the licence is on the list, or one of those to choose from."""
        if self.name.lower() in EXCEPTIONS:
            return True
        return any(
            all(ALLOWED.fullmatch(_strip_brackets(part)) for part in re.split(r" AND |;", choice))
            for choice in self.licence.split(" OR ")
        )


def _strip_brackets(part: str) -> str:
    part = part.strip().lstrip("(")
    return part.rstrip(")") if "(" not in part else part


def read_pins(file: str) -> list[str]:
    """Return the names pinned in a requirements file."""
    lines = (ROOT / file).read_text().splitlines()
    return [line.partition("==")[0].partition("[")[0].lower() for line in lines if re.match(r"[A-Za-z0-9]", line)]


def find_packages() -> list[Package]:
    """Return every installed package with what it says of its licence."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)  # nosec B603 # a command of ours, no shell
    return [Package(row["Name"], row["Version"], row["License"]) for row in json.loads(said.stdout)]


def write_list(packages: list[Package]) -> str:
    """Return docs/licences.md: what the product runs on, then what only building and testing need."""
    product = {_normalise(name) for name in read_pins("requirements.txt")}
    pinned = product | {_normalise(name) for name in read_pins("requirements-dev.txt")}
    parts = [HEAD]
    for title, names in (("The product", product), ("Tests and tools", pinned - product)):
        rows = [package for package in packages if _normalise(package.name) in names]
        parts.append(f"## {title}\n\n| package | licence |\n| --- | --- |")
        parts[-1] += "".join(f"\n| {row.name} | {_write_licence(row)} |" for row in rows) + "\n"
    return "\n".join(parts)


def _write_licence(package: Package) -> str:
    exception = EXCEPTIONS.get(package.name.lower())
    return f"{package.licence} ({exception})" if exception else package.licence


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def find_forbidden(packages: list[Package]) -> list[str]:
    """Return what may not be here, in words."""
    pinned = {_normalise(name) for file in ("requirements.txt", "requirements-dev.txt") for name in read_pins(file)}
    bad = [package for package in packages if _normalise(package.name) in pinned and not package.is_allowed]
    return [f"{package.name} {package.version}: {package.licence}" for package in bad]


@dataclass(frozen=True)
class Advisories:
    """Known holes in words, how many packages the service knew, which it did not, and why nothing was said."""

    holes: list[str]
    answered: int
    unknown: list[str]
    fault: str = ""

    def describe(self) -> str:
        """Return one line that never sounds like a check where there was none."""
        if not self.answered:
            reason = self.fault or f"it knew none of {len(self.unknown)} packages"
            return f"advisories: NOT CHECKED, the advisory service does not answer here ({reason})"
        line = f"advisories: {self.answered} packages asked about, {len(self.holes)} known holes"
        return line + (f"; NOT CHECKED: {', '.join(self.unknown)}" if self.unknown else "")


def ask_advisories() -> Advisories:
    """Ask the advisory service about every pinned package."""
    options = ["--format=json", "--no-deps", "--disable-pip", "--progress-spinner=off"]
    command = [sys.executable, "-m", "pip_audit", *options, "-r", "requirements-dev.txt", "-r", "requirements.txt"]
    try:
        said = subprocess.run(  # nosec B603 # a command of ours, no shell
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return Advisories([], 0, [], f"no answer in {SECONDS} seconds")
    return read_advisories(said.stdout, said.stderr)


def read_advisories(answer: str, errors: str) -> Advisories:
    """Return what pip-audit found, from its JSON and its words to the terminal."""
    try:
        found = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Advisories([], 0, [], (errors.strip().splitlines() or ["it said nothing"])[-1][:200])
    answered = [package for package in found if "skip_reason" not in package]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {hole['fix_versions'] or 'nothing yet'}"
        for package in answered
        for hole in package["vulns"]
    ]
    unknown = sorted({package["name"] for package in found if "skip_reason" in package})
    return Advisories(holes, len(answered), unknown)


def main() -> int:
    """Say what was found; return 1 for a known hole or a licence that may not be here."""
    packages = find_packages()
    forbidden = find_forbidden(packages)
    wanted = write_list(packages)
    if "--check" in sys.argv[1:]:
        stale = LIST.read_text() != wanted
    else:
        LIST.write_text(wanted)
        stale = False
    print(
        f"licences: {wanted.count(chr(10) + '| ') - 4} packages listed, {len(forbidden)} not allowed"
        + "; list is old" * stale
    )
    advisories = ask_advisories()
    print(advisories.describe())
    for line in forbidden + advisories.holes:
        print(f"  {line}")
    return 1 if forbidden or advisories.holes or stale else 0


if __name__ == "__main__":
    sys.exit(main())

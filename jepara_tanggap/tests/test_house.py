"""The apps import one way, as docs/architecture.md says; whoever goes against it has put a rule into the wrong room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from jepara_tanggap.tests.processes import ROOT

# Each may import those that stand behind it. `jepara_tanggap` wires all of them, and holds what they share.
MAY_IMPORT = {
    "dispatch": set(),
    "accounts": {"dispatch"},
    "complaints": {"accounts", "dispatch"},
    "response": {"complaints", "accounts", "dispatch"},
    "calls": {"response", "complaints", "accounts", "dispatch"},
    "dashboard": {"calls", "response", "complaints", "accounts", "dispatch"},
}
# Stand-ins for outside systems know nothing of ours.
STRANGERS = {"simulators": set(), "jepara_tanggap": {*MAY_IMPORT} - {"dashboard"}}


def list_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)


@pytest.mark.parametrize(("app", "allowed"), [*MAY_IMPORT.items(), *STRANGERS.items()])
def test_an_app_imports_only_those_that_stand_behind_it(app, allowed):
    code = [path for path in (ROOT / app).rglob("*.py") if not {"tests", "migrations"} & {*path.parts}]
    assert code
    strangers = {*MAY_IMPORT} - allowed - {app}
    wrong = {f"{path.relative_to(ROOT)}: {name}" for path in code for name in list_imports(path) if name in strangers}
    assert not wrong

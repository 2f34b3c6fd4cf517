"""Accessibility checks by axe, on pages as they are rendered."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()


def assert_accessible(page: Page) -> None:
    """Fail with axe's words if the page in its present state violates a rule."""
    violations = _axe.run(page).response["violations"]
    found = [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'][:3])})"
        for one in violations
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)

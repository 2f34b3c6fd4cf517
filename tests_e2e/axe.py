"""Accessibility checks by axe, on pages as they are rendered."""

from __future__ import annotations

from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()
# axe is a script itself: the same markup is checked in the windows that run scripts.
PAGES_WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()


def assert_accessible(page: Page) -> None:
    """Fail with axe's words if the page in its present state violates a rule."""
    if page in PAGES_WITHOUT_SCRIPTS:
        return
    violations = _axe.run(page).response["violations"]
    found = [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'][:3])})"
        for one in violations
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)

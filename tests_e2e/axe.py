"""Accessibility checks by axe, on pages as they are rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()
# axe is a script itself: of these it checks the same markup and styles in a window beside, where only it runs.
PAGES_WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


def assert_accessible(page: Page) -> None:
    """Fail with axe's words if the page in its present state violates a rule."""
    if page in PAGES_WITHOUT_SCRIPTS:
        with _open_twin(page) as twin:
            _check(twin, f"{page.url} without JavaScript")
    else:
        _check(page, page.url)


def _check(page: Page, name: str) -> None:
    violations = _axe.run(page).response["violations"]
    found = [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'][:3])})"
        for one in violations
    ]
    assert not found, f"{name}\n" + "\n".join(found)


@contextmanager
def _open_twin(page: Page) -> Iterator[Page]:
    """Show what stands in a page now, in a window of the same size that would run scripts, without the page's own."""
    assert page.context.browser is not None
    address, viewport = page.url.partition("#")[0], page.viewport_size
    shown = _SCRIPT.sub("", page.content())
    head, _, body = shown.partition("<body")
    body = body.replace("<noscript", "<div").replace("</noscript", "</div")
    with page.context.browser.new_context(viewport=viewport, locale="id-ID") as context:
        twin = context.new_page()
        twin.route(
            lambda url: url == address,
            lambda route: route.fulfill(body=f"{head}<body{body}", content_type="text/html; charset=utf-8"),
        )
        twin.goto(address)
        yield twin

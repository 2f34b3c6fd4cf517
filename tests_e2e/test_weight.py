"""A cheap phone on a slow line: the first form page, with everything it fetches, stays light."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request

from tests_e2e.conftest import Product

pytestmark = pytest.mark.e2e

LIMIT = 60 * 1024


def test_the_form_page_transfers_under_sixty_kilobytes(chromium: Browser, product: Product):
    context = chromium.new_context(base_url=product.url, viewport={"width": 360, "height": 740})
    finished: list[Request] = []
    page = context.new_page()
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto("/lapor/", wait_until="networkidle")
    sizes = {one.url: one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in finished}
    context.close()
    assert len(sizes) >= 3, "the page and at least its style and script are counted"
    assert sum(sizes.values()) < LIMIT, sizes

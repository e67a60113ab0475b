"""A real Chromium that reaches nothing but this machine, and a page that fails on any error its console shows."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: scripts, missing files, policy violations."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    yield page
    assert heard == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page: rule, and the first element it concerns."""

    def look(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]

    return look

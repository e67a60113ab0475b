"""Every part, in a real browser: each theme, each direction, each width, and what the scripts promise."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
WIDTHS = ((1366, 768), (390, 844), (320, 640))
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TOO_SMALL_TO_TAP = """
    [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .filter((e) => e.checkVisibility() && !e.closest(".seg, .tick, .picks, .vh, .skip"))
    .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_part_is_usable_by_everybody(
    live_server: LiveServer, quiet_page: Page, axe: Callable[[Page], list[str]], theme: str, direction: str
) -> None:
    for width, height in WIDTHS:
        quiet_page.set_viewport_size({"width": width, "height": height})
        quiet_page.goto(f"{live_server.url}/style/?theme={theme}&dir={direction}")

        assert axe(quiet_page) == []
        assert not quiet_page.evaluate(WIDER_THAN_THE_SCREEN)
        assert quiet_page.evaluate(TOO_SMALL_TO_TAP) == [], width


def test_a_blocked_button_leads_to_its_reason(live_server: LiveServer, quiet_page: Page) -> None:
    quiet_page.goto(f"{live_server.url}/style/")

    quiet_page.get_by_role("button", name="Send for approval").first.click(force=True)

    expect(quiet_page.get_by_role("heading", name="Not ready")).to_be_in_viewport()


def test_a_dialog_opens_and_goes_back_without_acting(live_server: LiveServer, quiet_page: Page) -> None:
    quiet_page.goto(f"{live_server.url}/style/")

    quiet_page.get_by_role("button", name="Ask first").click()
    expect(quiet_page.get_by_role("dialog", name="End this period?")).to_be_visible()
    quiet_page.get_by_role("button", name="Go back").click()

    expect(quiet_page.get_by_role("dialog")).to_have_count(0)


def test_shift_three_times_leaves_the_page(live_server: LiveServer, quiet_page: Page) -> None:
    quiet_page.goto(f"{live_server.url}/style/?theme=dark")

    for _press in range(3):
        quiet_page.keyboard.press("Shift")

    quiet_page.wait_for_url(f"{live_server.url}/style/")


def test_the_menu_closes_with_escape_and_gives_the_focus_back(live_server: LiveServer, quiet_page: Page) -> None:
    quiet_page.goto(f"{live_server.url}/style/")
    menu = quiet_page.locator("details.menu")

    menu.locator("summary").click()
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    quiet_page.keyboard.press("Escape")

    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()

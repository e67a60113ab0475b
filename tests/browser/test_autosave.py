"""Autosave keeps what is typed: through a lost connection, and without overwriting a newer copy."""

import json

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
PLACE = "Places the person named"
# The gallery's form is turned into one that autosaves; the answers are the test's own, the script is the house's.
MAKE_IT_KEEP = """
    const form = document.querySelector(".dock").closest("form");
    form.dataset.autosave = "/kept/";
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="draft_version" value="3">');
    const script = document.createElement("script");
    const own = document.querySelector("script[src*=autosave]");
    script.nonce = own.nonce;
    script.src = own.src;
    document.body.append(script);
    await new Promise((ready) => { script.onload = ready; });
"""


@pytest.fixture
def form_page(live_server: LiveServer, page: Page) -> Page:
    page.goto(f"{live_server.url}/style/")
    page.evaluate(f"(async () => {{ {MAKE_IT_KEEP} }})()")
    return page


def type_into(page: Page, words: str) -> None:
    page.get_by_label(PLACE).last.fill(words)


def test_what_is_typed_is_kept_and_the_dock_says_when(form_page: Page) -> None:
    sent: list[str] = []

    def keep(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(json={"draft_version": 4, "saved_at": "10:21:07"})

    form_page.route("**/kept/", keep)
    type_into(form_page, "the harbour")

    expect(form_page.get_by_text("Saved 10:21:07. Kept on the server, not on this device.")).to_be_visible()
    assert len(sent) == 1
    assert "the harbour" in sent[0]
    expect(form_page.locator("[name=draft_version]")).to_have_value("4")


def test_a_newer_copy_is_never_overwritten(form_page: Page) -> None:
    calls: list[int] = []

    def refuse(route: Route) -> None:
        calls.append(1)
        route.fulfill(status=409, body=json.dumps({"message": "A newer copy was kept at 10:19."}))

    form_page.route("**/kept/", refuse)
    type_into(form_page, "one")
    expect(form_page.get_by_text("A newer copy was kept at 10:19.")).to_be_visible()
    type_into(form_page, "two")
    form_page.wait_for_timeout(1200)

    assert calls == [1]


def test_a_lost_connection_is_said_and_mended(form_page: Page) -> None:
    form_page.clock.install()
    form_page.route("**/kept/", lambda route: route.abort())
    type_into(form_page, "the harbour")
    form_page.clock.fast_forward(1000)
    expect(form_page.get_by_text("Not saved: connection lost. Keep this page open.")).to_be_visible()

    form_page.unroute("**/kept/")
    form_page.route("**/kept/", lambda route: route.fulfill(json={"draft_version": 4, "saved_at": "10:21:12"}))
    form_page.clock.fast_forward(6000)

    expect(form_page.get_by_text("Saved 10:21:12.")).to_be_visible()

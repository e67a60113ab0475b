"""In a real Chromium: what is left on the screen, in its history and in its stores after a lock and after a sign-out.

Nothing is intercepted, for that would switch the browser's cache off and prove nothing. A page of another house, which
may be kept, shows that the same looks find what a careless page leaves behind.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from taskforce.accounts.models import Agency, Function, User
from tests.builders import someone
from tests.door.builders import PASSWORD, someone_with_a_password
from tests.intelligence.builders import a_report_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CANARY = "The canary sings behind the third door"


class Elsewhere(BaseHTTPRequestHandler):
    """Another house: hears who comes and from where, and keeps a page that any browser may keep too."""

    heard: ClassVar[list[tuple[str, dict[str, str]]]] = []
    pages: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            self.heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        body = self.pages.get(self.path, "elsewhere").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name the library calls

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    Elsewhere.heard.clear()
    Elsewhere.pages.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module", autouse=True)
def connections_are_closed(django_db_setup: None) -> Iterator[None]:
    """Playwright's loop keeps a context of its own, in which Django holds a connection that nobody else would close."""
    yield
    connections.close_all()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def signs_in(context: BrowserContext, live_server: LiveServer, as_user: Callable[..., Any]) -> Callable[[User], None]:
    """Give this browser the sign-in of somebody."""

    def give(user: User) -> None:
        cookie = as_user(user).cookies["session"]
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url, "httpOnly": True}])

    return give


@pytest.fixture
def report_page(live_server: LiveServer, signs_in: Callable[[User], None], at: Any) -> str:
    """A page that shows the canary to the person who wrote it, signed in with a password of their own."""
    ines = someone_with_a_password(Function.INVESTIGATOR, Function.ANALYST)
    report = a_report_on(None, at, by=ines, text=CANARY)
    signs_in(ines)
    return f"{live_server.url}/reports/{report.public_id}/"


def shown(page: Page) -> str:
    """All that the document holds, seen or hidden, and its title."""
    return page.content() + page.title()


def looks_again(page: Page, address: str) -> list[str]:
    """Back, forward, the address, a new window on it, its source, a reload: which of them still hold the canary."""
    found = []
    for what, look in (
        ("the page", lambda: None),
        ("back", page.go_back),
        ("forward", page.go_forward),
        ("the address", lambda: page.goto(address)),
    ):
        look()
        page.wait_for_timeout(300)
        found += [what] if CANARY in shown(page) else []
    with page.context.new_page() as another:
        another.goto(address)
        found += ["a new window"] if CANARY in shown(another) else []
        found += ["its source"] if CANARY in source_of(another, address) else []
    page.reload()
    return found + (["reload"] if CANARY in shown(page) else [])


def source_of(page: Page, address: str) -> str:
    """What view-source shows: the answer as it came, kept or asked for anew."""
    return str(page.evaluate("async (a) => (await fetch(a, { cache: 'force-cache' })).text()", address))


def test_the_looks_find_what_a_careless_page_leaves_behind(page: Page, elsewhere: str) -> None:
    Elsewhere.pages["/kept"] = f"<title>kept</title><p>{CANARY}</p>"
    page.goto(f"{elsewhere}/kept")
    page.goto(f"{elsewhere}/next")
    Elsewhere.pages["/kept"] = "locked"  # from now on the server gives nothing away

    assert {"back", "the address", "a new window", "its source"} <= set(looks_again(page, f"{elsewhere}/kept"))


def test_after_the_lock_nothing_is_left_to_see(page: Page, report_page: str, settings: Any) -> None:
    page.goto(report_page)
    page.goto(report_page)
    expect(page.get_by_text(CANARY)).to_be_visible()

    settings.SESSION_IDLE_LIMIT = timedelta(seconds=2)
    page.reload()
    page.wait_for_url("**/lock/?next=*")

    assert CANARY not in shown(page)
    settings.SESSION_IDLE_LIMIT = timedelta(minutes=30)  # the lock stays, whatever the limit says now
    assert looks_again(page, report_page) == []


def test_a_lost_connection_does_not_keep_the_text_on_the_screen(page: Page, report_page: str, settings: Any) -> None:
    settings.SESSION_IDLE_LIMIT = timedelta(seconds=3)
    page.goto(report_page)
    expect(page.get_by_text(CANARY)).to_be_visible()
    page.context.set_offline(True)

    expect(page.locator("main")).to_have_count(0)

    assert CANARY not in shown(page)


def test_two_windows_are_one_screen(page: Page, report_page: str, settings: Any) -> None:
    page.goto(report_page)
    another = page.context.new_page()
    another.goto(report_page)

    settings.SESSION_IDLE_LIMIT = timedelta(seconds=2)
    another.reload()
    another.wait_for_url("**/lock/?next=*")
    page.wait_for_url("**/lock/?next=*")

    assert CANARY not in shown(page)
    another.close()


def test_unlocking_leads_back_to_where_one_was(page: Page, report_page: str, settings: Any) -> None:
    settings.SESSION_IDLE_LIMIT = timedelta(seconds=2)
    page.goto(report_page)
    page.wait_for_url("**/lock/?next=*")
    settings.SESSION_IDLE_LIMIT = timedelta(minutes=30)

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()

    expect(page.get_by_text(CANARY)).to_be_visible()
    assert page.url == report_page


def test_after_signing_out_nothing_is_left_to_see(page: Page, report_page: str) -> None:
    page.goto(report_page)
    page.goto(report_page.rpartition("/reports/")[0] + "/preferences/")
    page.go_back()
    expect(page.get_by_text(CANARY)).to_be_visible()

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")

    assert looks_again(page, report_page) == []


def test_nothing_is_stored_and_nothing_works_in_the_background(page: Page, report_page: str, live_server: Any) -> None:
    for address in (report_page, f"{live_server.url}/reports/new/", f"{live_server.url}/"):
        page.goto(address)
        stored = page.evaluate(
            """async () => ({
                local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
                databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
                workers: (await navigator.serviceWorker.getRegistrations()).length,
            })"""
        )
        assert stored == {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0, "workers": 0}


# --- Who hears of us ---


def test_the_probe_hears_a_careless_page(page: Page, elsewhere: str, live_server: LiveServer) -> None:
    Elsewhere.pages["/careless"] = (
        '<meta name="referrer" content="unsafe-url"><a href="/heard">on</a><img src="/pixel">'
    )
    page.goto(f"{elsewhere}/careless")
    page.get_by_role("link").click()
    page.wait_for_url("**/heard")

    assert {path for path, headers in Elsewhere.heard if "referer" in headers} == {"/heard", "/pixel"}


def test_no_foreign_house_hears_where_somebody_came_from(
    page: Page, elsewhere: str, live_server: LiveServer, signs_in: Callable[[User], None]
) -> None:
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    Agency.objects.filter(pk=counsellor.agency_id).update(exit_url=f"{elsewhere}/weather")
    signs_in(counsellor)
    page.goto(f"{live_server.url}/people/")
    page.evaluate(
        """(there) => {
            for (const [tag, name] of [["img", "src"], ["iframe", "src"], ["script", "src"], ["link", "href"]]) {
                const element = document.createElement(tag);
                element.rel = "stylesheet";
                element[name] = `${there}/pixel`;
                document.body.append(element);
            }
            fetch(`${there}/fetched`).catch(() => 0);
            navigator.sendBeacon(`${there}/beacon`, "x");
            const link = document.createElement("a");
            link.href = `${there}/linked`;
            link.target = "_blank";
            document.body.append(link);
            link.click();
        }""",
        elsewhere,
    )
    page.wait_for_timeout(800)
    page.bring_to_front()

    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("**/weather")

    assert [path for path, _headers in Elsewhere.heard] == ["/linked", "/weather"]
    assert [path for path, headers in Elsewhere.heard if {"referer", "origin"} & headers.keys()] == []


def test_forms_pass_though_the_browser_tells_no_referrer(page: Page, live_server: LiveServer) -> None:
    user = someone_with_a_password(Function.INVESTIGATOR)
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/")

    headers = sent.value.all_headers()
    assert (headers["origin"], headers["sec-fetch-site"], "referer" in headers) == ("null", "same-origin", False)


@pytest.mark.parametrize("frame", ["", "sandbox='allow-forms allow-scripts'"])
def test_a_foreign_page_cannot_send_our_forms(
    page: Page, elsewhere: str, live_server: LiveServer, signs_in: Callable[[User], None], frame: str
) -> None:
    user = someone(Function.INVESTIGATOR)
    signs_in(user)
    form = f"<form method=post action={live_server.url}/preferences/><input name=theme value=night></form>"
    Elsewhere.pages["/forged"] = f"{form}<script>document.forms[0].submit()</script>"
    Elsewhere.pages["/trap"] = f"<iframe src=/forged {frame}></iframe>"
    with page.expect_response(lambda answer: answer.url.endswith("/preferences/")) as answered:
        page.goto(f"{elsewhere}/trap")

    assert answered.value.status == 403
    user.refresh_from_db()
    assert user.theme == ""


# --- The way out ---


@pytest.mark.parametrize("how", ["shift", "tap"])
@pytest.mark.parametrize("exit_url", ["about:blank", "{elsewhere}/weather"])
def test_leaving_quickly_leaves_nothing_to_go_back_to(
    page: Page, elsewhere: str, live_server: LiveServer, signs_in: Callable[[User], None], how: str, exit_url: str
) -> None:
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    away = exit_url.format(elsewhere=elsewhere)
    Agency.objects.filter(pk=counsellor.agency_id).update(exit_url=away)
    signs_in(counsellor)
    page.goto(f"{live_server.url}/")
    page.goto(f"{live_server.url}/people/")

    if how == "shift":
        for _press in range(3):
            page.keyboard.press("Shift")
    else:
        page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(away)

    page.go_back()  # its own entry was replaced: this is the page before it
    expect(page.get_by_role("heading", name="Screen locked")).to_be_visible()
    assert counsellor.name.split()[0] not in page.title()


def test_the_way_out_needs_no_script(browser: Browser, live_server: LiveServer, as_user: Callable[..., Any]) -> None:
    counsellor = someone(Function.COUNSELLOR, kind=Agency.Kind.VICTIM_SERVICES)
    with browser.new_context(java_script_enabled=False) as context:
        cookie = as_user(counsellor).cookies["session"]
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/people/")
        page.get_by_role("link", name="Leave quickly").click()
        page.wait_for_url("about:blank")
        page.go_back()

        expect(page.get_by_role("heading", name="Screen locked")).to_be_visible()

"""A whole demo of its own, and colleagues who use it in a real Chromium."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

LOOKED_AT: set[tuple[str, int, int]] = set()
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Demo:
    """Where the running demo answers, and its database, for letting time pass."""

    address: str
    sockets: str

    def let_time_pass(self, *, kind: str) -> None:
        """Every open reminder of this kind of deadline comes due now."""
        with psycopg2.connect(host=self.sockets, user="postgres", dbname="taskforce") as connection:
            connection.cursor().execute(
                "update clocks_clockstep set at = now() from clocks_clock c where c.id = clock_id and c.kind = %s"
                " and c.state = 'running' and fired_at is null",
                [kind],
            )


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """`manage.py demo` on a state of its own: PostgreSQL, Valkey, web, worker and beat."""
    with tempfile.TemporaryDirectory(prefix="taskforce-") as state:
        Path(state).chmod(0o711)
        env = {k: v for k, v in os.environ.items() if not k.startswith(("TASKFORCE_", "PG"))}
        env |= {"TASKFORCE_STATE_DIR": f"{state}/demo", "TASKFORCE_SWEEP_SECONDS": "2", "TASKFORCE_DEMO_PORT": "any"}
        log = Path(state) / "log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", "0"], cwd=CHECKOUT, env=env, stdout=out, stderr=out
            )
        try:
            yield _ready(process, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


class Colleague:
    """Somebody at a browser. Every page they come to is looked at by axe, and no script may complain."""

    def __init__(self, demo: Demo, browser: Browser, name: str, *, phone: bool = False) -> None:
        self.demo, self.name, self.width = demo, name, 390 if phone else 1366
        size: ViewportSize = {"width": self.width, "height": 844 if phone else 768}
        self.context = browser.new_context(viewport=size)
        self.page = self.new_page()
        self.page.goto(f"{demo.address}/demo/")
        self.page.get_by_role("button", name=name).click()
        self.look()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda message: self._complain(message.text) if message.type == "error" else None)
        return page

    def opens(self, path: str) -> "Colleague":
        self.page.goto(f"{self.demo.address}{path}")
        return self.look()

    def follows(self, link: str | re.Pattern[str]) -> "Colleague":
        self.page.get_by_role("link", name=link).first.click()
        return self.look()

    def presses(self, button: str) -> "Colleague":
        self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def fills(self, **fields: str) -> "Colleague":
        for name, value in fields.items():
            self.page.locator(f"main input[name={name}], main textarea[name={name}]").fill(value)
        return self

    def chooses(self, **fields: str) -> "Colleague":
        for name, value in fields.items():
            field = self.page.locator(f"select[name={name}]")
            if field.count():
                field.select_option(value)
            else:
                self.page.locator(f"input[name={name}][value='{value}']").check(force=True)
        return self

    def ticks(self, name: str) -> "Colleague":
        self.page.locator(f"input[name={name}]").check()
        return self

    def picks(self, name: str, label: str) -> "Colleague":
        """Choose the first option that starts so."""
        options = self.page.locator(f"select[name={name}] option")
        full = next(text for text in options.all_inner_texts() if text.startswith(label))
        self.page.locator(f"select[name={name}]").select_option(label=full)
        return self

    def sees(self, text: str) -> "Colleague":
        shown = self.page.locator("body").inner_text()
        assert text in shown, f"{self.name} at {self.page.url} does not see {text!r}:\n{shown[:1500]}"
        return self

    def sees_nothing_of(self, text: str) -> "Colleague":
        assert text not in self.page.content(), f"{self.name} at {self.page.url} can read {text!r}"
        return self

    def look(self) -> "Colleague":
        """axe looks at each kind of page once for each way it can look: plain, refused, answered."""
        kind = re.sub(r"[0-9a-f-]{36}", "*", self.page.url.removeprefix(self.demo.address))
        signs = self.page.locator("#errors, .banner, .dock, .codeword, form.panel").count()
        seen = (kind, signs, self.width)
        if seen in LOOKED_AT:
            return self
        LOOKED_AT.add(seen)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.name} at {self.page.url}:\n{found.generate_report()[:3000]}"
        return self

    def _complain(self, text: str) -> None:
        # A refused form answers 422 and a hidden record 404; the browser calls both errors.
        if not re.search(r"status of (422|404|409)", text):
            raise AssertionError(f"{self.name}: {text}")


@pytest.fixture
def colleague(demo: Demo, browser: Browser) -> Callable[..., Colleague]:
    """Sign somebody of the made-up task force in."""
    return lambda name, **options: Colleague(demo, browser, name, **options)


def _ready(process: "subprocess.Popen[bytes]", log: Path) -> Demo:
    late = time.monotonic() + 120
    while time.monotonic() < late and process.poll() is None:
        if found := re.search(r"READY (http://[\d.:]+)/demo/", log.read_text()):
            sockets = _sockets(process.pid)
            return Demo(found[1], sockets)
        time.sleep(0.1)
    raise AssertionError(f"The demo did not become ready:\n{log.read_text()[-3000:]}")


def _sockets(parent: int) -> str:
    """The socket folder of the PostgreSQL that this demo started, from its command line."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    for child in children:
        argv = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        if argv[0].endswith("/postgres"):
            return argv[argv.index("-k") + 1]
    raise AssertionError("The demo runs no PostgreSQL.")

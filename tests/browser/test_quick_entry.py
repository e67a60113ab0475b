"""A report is logged as fast as on paper: one page, no mouse, under 25 keys beside what is told and the reasons."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from intelligence.models import IntelligenceReport, TargetLink
from intelligence.services.targets import open_target
from taskforce.accounts.models import User
from tests.intelligence.builders import an_investigator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET = 25


class Fingers:
    """Presses keys and counts them; a chord is as many as it has keys. What is told, and why, is not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += len(key.split("+"))
            self.page.keyboard.press(key)

    def spell(self, word: str) -> None:
        self.press(*word)

    def tell(self, words: str) -> None:
        self.page.keyboard.type(words)


def signed_in(context: BrowserContext, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    context.add_cookies([{"name": name, "value": morsel.value, "url": live_server.url}
                         for name, morsel in client.cookies.items()])  # fmt: skip


def an_open_form(page: Page, live_server: LiveServer) -> User:
    officer = an_investigator()
    for title in ("Packing shed", "Night laundry"):
        open_target(by=officer, at=timezone.now(), title=title, sector="labour", premises="farm", scope="premises",
                    address="Mill Lane 0")  # fmt: skip
    signed_in(page.context, live_server, officer)
    page.goto(f"{live_server.url}/reports/new/")
    return officer


def type_a_report(fingers: Fingers) -> None:
    """From the page being open to the last field that every report needs."""
    fingers.tell("They are locked in after the shift.")
    fingers.press("Tab")
    fingers.spell("now")
    fingers.press("Tab")
    fingers.spell("h")  # human source
    fingers.press("Tab")
    fingers.spell("S7")
    fingers.press("Tab")
    fingers.spell("f")  # first-hand
    fingers.spell("b")
    fingers.spell("2")
    fingers.tell("Right before; fits what else is known.")
    fingers.press("Tab")
    fingers.spell("pac")
    fingers.press("Tab")
    fingers.spell("s")  # supports
    fingers.spell("t")  # told freely


def test_a_report_takes_one_page_no_mouse_and_few_keys(
    live_server: LiveServer, quiet_page: Page, tell_at_the_end
) -> None:
    an_open_form(quiet_page, live_server)
    fingers = Fingers(quiet_page)

    type_a_report(fingers)
    fingers.press("Control+Enter")

    expect(quiet_page.get_by_text("logged.")).to_be_visible()
    report = IntelligenceReport.objects.get()
    link = TargetLink.objects.select_related("target").get()
    assert (report.source_type, report.source_ref, report.access) == ("human_source", "S7", "direct")
    assert (str(report.current_grade()), report.is_lawful, report.legal_basis) == ("B2", True, "voluntary")
    assert (link.target.title, link.stance) == ("Packing shed", "supports")
    tell_at_the_end(f"logging a report: {fingers.pressed} keys beside the text and the reasons")
    assert fingers.pressed < BUDGET


def test_another_report_of_the_same_source_takes_fewer_still(live_server: LiveServer, quiet_page: Page) -> None:
    an_open_form(quiet_page, live_server)
    fingers = Fingers(quiet_page)
    type_a_report(fingers)

    fingers.press("Control+Shift+Enter")

    expect(quiet_page.get_by_text("logged.")).to_be_visible()
    expect(quiet_page.locator("[name=source_ref]")).to_have_value("S7")
    expect(quiet_page.locator("[name=source_type]")).to_have_value("human_source")
    assert "Packing shed" in quiet_page.locator("[name=target]").input_value()
    expect(quiet_page.locator("[name=grade_source]:checked")).to_have_count(0)
    expect(quiet_page.locator("[name=text]")).to_be_focused()


def test_without_script_the_same_page_works_by_arrows_and_space(live_server: LiveServer, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    an_open_form(page, live_server)
    fingers = Fingers(page)

    fingers.tell("They are locked in after the shift.")
    fingers.press(
        "Tab", *"now", "Tab", "h", "Tab", *"S7", "Tab", "Space", "Tab", "ArrowDown", "Tab", "ArrowDown", "Tab"
    )
    fingers.tell("Right before.")
    fingers.press("Tab", *"pac", "Tab", "Space", "Tab", "t", "Tab", "Tab", "Tab", "Tab")
    page.get_by_role("button", name="Log the report").press("Enter")

    expect(page.get_by_text("logged.")).to_be_visible()
    assert TargetLink.objects.get().target.title == "Packing shed"
    context.close()


def test_an_indicator_is_found_by_a_part_of_its_name(live_server: LiveServer, quiet_page: Page) -> None:
    an_open_form(quiet_page, live_server)
    line = quiet_page.locator("[data-narrows=indicators]")

    line.focus()
    quiet_page.keyboard.type("wages")
    assert quiet_page.locator("[name=indicators]:visible").count() < 6
    quiet_page.keyboard.press("Enter")

    expect(quiet_page.locator("[name=indicators]:checked")).to_have_count(1)


def test_what_has_two_readings_is_refused_and_stays_as_typed(live_server: LiveServer, page: Page) -> None:
    an_open_form(page, live_server)
    fingers = Fingers(page)
    fingers.tell("They are locked in.")
    fingers.press("Tab", *"3/4 21:30", "Control+Enter")

    expect(page.get_by_text("MOMENT_AMBIGUOUS").first).to_be_visible()
    expect(page.locator("[name=observed_at]")).to_have_value("3/4 21:30")
    assert not IntelligenceReport.objects.exists()

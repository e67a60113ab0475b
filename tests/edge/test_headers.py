"""What every answer says to a browser: every address, every status, static files too; and how cookies are set."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.staticfiles import finders
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils import timezone

from taskforce.accounts.models import Function, User
from taskforce.kit.middleware import open_to_all, page_above
from taskforce.local import world
from taskforce.urls import handler404, handler500  # noqa: F401
from taskforce.urls import urlpatterns as of_the_house
from tests.builders import someone
from tests.door.builders import sign_in, someone_with_a_password
from tests.test_bad_input import pages

pytestmark = pytest.mark.django_db
FILLED = {"uuid": "6f1b1c3e-0000-4000-8000-000000000000", "str": "x", "slug": "x", "int": "1"}


@open_to_all
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


@open_to_all
def misreads(request: HttpRequest) -> HttpResponse:
    raise BadRequest


urlpatterns = [path("breaks/", breaks), path("misreads/", misreads), *of_the_house]


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the house, with something in each of its gaps."""
    for entry in patterns:
        text = str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, before + text)
        else:
            told = re.sub(r"<(?:(\w+):)?\w+>", lambda gap: FILLED[gap[1] or "str"], before + text)
            yield re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\?]", "", told)


def found_in(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def faults(answer: HttpResponse, *, static: bool = False) -> list[str]:
    """What this answer fails to say."""
    said = answer.headers
    policy = dict(part.strip().partition(" ")[::2] for part in said.get("Content-Security-Policy", "").split(";"))
    wanted = {
        "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }  # fmt: skip
    found = [name for name, value in wanted.items() if said.get(name) != value]
    shut = ("default-src", "frame-ancestors", "base-uri", "object-src", "worker-src")
    found += [f"{name} is not shut" for name in shut if policy.get(name) != "'none'"]
    allowed = set(" ".join(policy.values()).split()) - {"'none'", "'self'", "data:"}
    found += [f"policy allows {each}" for each in allowed if not re.fullmatch(r"'nonce-[\w+/=]{20,}'", each)]
    if "camera=()" not in said.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if not static and said.get("Cache-Control") != "no-store":
        found.append("may be stored")
    return found


def test_every_address_says_it_whatever_it_answers(as_user) -> None:
    strangers, colleague = Client(), as_user(someone(*Function.values))
    found, statuses, asked = {}, set(), sorted(set(addresses(get_resolver().url_patterns)))
    for address in asked:
        for browser in (strangers, colleague):
            for answer in (browser.get(address), browser.post(address), browser.delete(address)):
                statuses.add(answer.status_code)
                if faults(answer):
                    found[address] = faults(answer)
        if SESSION_KEY not in colleague.session:  # some addresses sign out
            colleague = as_user(someone(*Function.values))

    assert found == {}
    assert len(asked) > 80
    assert {200, 302, 404, 405} <= statuses


@pytest.mark.urls(__name__)
def test_errors_and_refused_hosts_say_it_too() -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        400: browser.get("/misreads/"),
        403: browser.post(reverse("account_login"), {"login": "x"}),
        404: browser.get("/no-such-page/"),
        500: browser.get("/breaks/"),
    }
    for status, answer in answers.items():
        assert (answer.status_code, faults(answer)) == (status, [])
    elsewhere = browser.get("/", headers={"host": "elsewhere.example"})
    assert (elsewhere.status_code, faults(elsewhere)) == (400, [])


@pytest.mark.parametrize("name", ["kit/js/idle.js", "kit/css/base.css", "kit/vendor/icons.svg", "kit/none.js"])
def test_static_files_say_it_and_may_be_kept(client: Client, name: str) -> None:
    answer = client.get(f"/static/{name}")
    answer.close()

    assert faults(answer, static=True) == []
    assert answer.status_code == (200 if finders.find(name) else 404)
    assert ("no-store" in answer.headers["Cache-Control"]) == (answer.status_code == 404)


def test_each_page_has_a_nonce_of_its_own_and_each_script_carries_it(as_user) -> None:
    browser, seen = as_user(someone(Function.INVESTIGATOR)), set()
    for address in ("/", "/targets/", "/preferences/", "/targets/"):
        answer = browser.get(address)
        nonce = found_in(r"script-src 'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
        scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", answer.content.decode())
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        seen.add(nonce)
    assert len(seen) == 4


def test_no_page_of_the_story_names_another_origin(as_user) -> None:
    world.fill(at=timezone.now())
    foreign = re.compile(
        r"""(?:src|href|action|poster|srcset|content)=["']?\s*(?:\d+;\s*url=)?((?:https?:)?//[^"' >]+)"""
    )
    found = {}
    for page in pages():
        answer = as_user(User.objects.get(email=f"{page.who}@taskforce.example")).get(page.path)
        assert answer.status_code == 200
        if named := foreign.findall(answer.content.decode()):
            found[page.path] = named

    assert found == {}


@pytest.mark.parametrize("who", ["amara", "ruth"])
def test_titles_and_addresses_of_care_and_shelter_pages_tell_a_bystander_nothing(as_user, who: str) -> None:
    world.fill(at=timezone.now())
    browser = as_user(User.objects.get(email=f"{who}@taskforce.example"))
    telling = re.compile(r"victim|shelter|counsel|traffick|survivor|raid|police|abuse", re.IGNORECASE)
    for address in [p.path for p in pages() if p.who == who] + [
        "/",
        "/inbox/",
        "/no-such-page/",
        reverse("accounts:lock"),
    ]:
        page = browser.get(address).content.decode()
        assert found_in(r"<title>([^<]*)</title>", page) == "Workspace"
        assert not telling.search(address)


# --- Ends of a sign-in ---


def test_signing_out_tells_the_browser_to_throw_everything_away(client: Client) -> None:
    sign_in(client, someone_with_a_password())

    answer = client.post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get(reverse("account_login")).headers


def test_a_sign_in_that_was_ended_elsewhere_is_cleared_at_the_next_request(client: Client) -> None:
    user = someone_with_a_password()
    sign_in(client, user)
    client.session.flush()

    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


# --- Forms of our own, and of others ---


@pytest.mark.parametrize(
    ("origin", "site", "status"),
    [("null", "same-origin", 302), ("http://testserver", "same-origin", 302), ("null", "cross-site", 403),
     ("null", "same-site", 403), ("null", None, 403), ("https://elsewhere.example", "same-origin", 403)],
)  # fmt: skip
def test_only_our_own_forms_pass_though_no_referrer_is_told(origin: str, site: str | None, status: int) -> None:
    user, browser = someone_with_a_password(), Client(enforce_csrf_checks=True)
    token = found_in(
        r'name="csrfmiddlewaretoken" value="([^"]+)', browser.get(reverse("account_login")).content.decode()
    )
    headers = {"origin": origin} | ({"sec-fetch-site": site} if site else {})

    form = {"login": user.email, "password": "a lighthouse, nine gulls and rain", "csrfmiddlewaretoken": token}
    answer = browser.post(reverse("account_login"), form, headers=headers)

    assert answer.status_code == status
    assert (SESSION_KEY in browser.session) == (status == 302)


def test_our_own_origin_without_its_token_is_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}

    assert browser.post(reverse("account_login"), {"login": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("button", "page"),
    [("/reports/{id}/retract/", "/reports/{id}/"), ("/plans/{id}/launch/", "/plans/{id}/"), ("/inbox/read/", "/inbox/"),
     ("/targets/{id}/share/{id}/stop/", "/targets/{id}/share/"), ("/our-accounts/{id}/release/", "/our-accounts/"),
     ("/no/such/place/", "/"), ("/leave/", "/")],
)  # fmt: skip
def test_a_refused_button_leads_to_the_page_above_it(button: str, page: str) -> None:
    assert page_above(button.format(id=FILLED["uuid"])) == page.format(id=FILLED["uuid"])


def test_a_refused_button_says_why_on_that_page_though_the_browser_told_no_referrer(as_user) -> None:
    colleague = someone(Function.INVESTIGATOR)
    browser = as_user(someone(Function.INVESTIGATOR, agency=colleague.agency))

    answer = browser.post(f"/our-accounts/{colleague.public_id}/release/", follow=True)

    assert answer.redirect_chain == [("/our-accounts/", 302)]
    assert "NOT_YOURS_TO_DO" in answer.content.decode()


# --- The way out ---


def test_one_tap_without_script_locks_and_leads_to_the_place_the_agency_chose(as_user) -> None:
    counsellor = someone(Function.COUNSELLOR, kind="victim_services")
    counsellor.agency.exit_url = "https://weather.example/"
    counsellor.agency.save()
    browser = as_user(counsellor)
    page = browser.get("/").content.decode()
    way_out = found_in(r'<a class="exit" href="([^"]+)"', page)

    answer = browser.get(way_out)

    assert (answer.status_code, answer.headers["Location"]) == (302, "https://weather.example/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert browser.get("/").url.startswith(reverse("accounts:lock"))


def test_a_foreign_page_locks_nobody_out(as_user) -> None:
    browser = as_user(someone(Function.COUNSELLOR, kind="victim_services"))

    browser.get(reverse("accounts:leave"), headers={"sec-fetch-site": "cross-site"})

    assert browser.get("/").status_code == 200


def test_police_pages_offer_no_way_out_that_nobody_there_needs(as_user) -> None:
    assert 'class="exit"' not in as_user(someone(Function.INVESTIGATOR)).get("/").content.decode()

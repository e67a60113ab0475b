"""Each part of the house draws itself from its context alone, and breaks no promise of the page it stands on."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from taskforce.kit.forms import ActForm
from taskforce.kit.made_up import made_up, made_up_shell
from taskforce.kit.templatetags.harbour import dated, lineage_drawing, when
from taskforce.kit.widgets import Sealed, Seg, Text

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
PARTS = sorted(path.name for path in (TEMPLATES / "parts").glob("_*.html"))
ICONS = Path(settings.BASE_DIR) / "taskforce" / "kit" / "static" / "kit" / "vendor" / "icons.svg"


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


class Talk(ActForm):
    """A small form with one field of each kind."""

    account = forms.CharField(label="Account", help_text="In their words.", widget=Sealed(readers="Counsellors only"))
    note = forms.CharField(label="Note", required=False, widget=Text)
    seen = forms.ChoiceField(label="Papers kept", choices=(("said", "They said"), ("seen", "I saw")), widget=Seg)


@pytest.fixture
def gallery() -> str:
    return Client().get("/style/").content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_draws_itself_and_says_what_it_needs(part: str) -> None:
    first = (TEMPLATES / "parts" / part).read_text().splitlines()[0]

    assert first.startswith("{# Context:")
    context = made_up(NOON) | {"shell": made_up_shell("light", ""), "now": NOON, "form": Talk(), "due_at": NOON}
    context |= {"name": "desk:home"}  # an address, for the part that leads to a list's copy
    assert render_to_string(f"parts/{part}", context | {"plan": None}) is not None


def test_the_gallery_shows_every_part_that_is_not_part_of_the_frame() -> None:
    shown = "".join(path.read_text() for path in (TEMPLATES / "style").glob("*.html"))
    shown += "".join((TEMPLATES / name).read_text() for name in ("base.html", "layouts/bare.html", "layouts/act.html"))
    shown += "".join(path.read_text() for path in (TEMPLATES / "parts").glob("*.html"))
    by_tag = {"_lineage.svg.html", "_bars.svg.html"}
    by_page = {
        "_htmx.html",
        "_grade_picker.html",
        "_add_another.html",
        "_idbar.html",
        "_subnav.html",
        "_errors.html",
        "_panel.html",
        "_plan_status.html",
        "_take.html",
    }

    assert [part for part in PARTS if f"parts/{part}" not in shown and part not in by_tag | by_page] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_template_styles_or_scripts_in_line(page: Path) -> None:
    text = page.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_icon_that_is_asked_for_is_in_the_sprite(page: Path) -> None:
    sprite = ICONS.read_text()
    asked = re.findall(r'\{% icon "([\w-]+)"', page.read_text())
    asked += re.findall(r'\{% chip "\w+" \S+ "([\w-]+)"', page.read_text())

    assert [name for name in asked if f'id="{name}"' not in sprite] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_template_can_be_read_in_one_sitting(page: Path) -> None:
    assert len(page.read_text().splitlines()) <= 90


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
def test_the_gallery_opens_in_each_theme(theme: str) -> None:
    page = Client().get(f"/style/?theme={theme}&dir=rtl&density=compact").content.decode()

    assert f'data-theme="{theme}"' in page
    assert 'dir="rtl"' in page
    assert 'data-density="compact"' in page


@pytest.mark.django_db
def test_the_gallery_does_not_exist_in_production(settings: object) -> None:
    settings.IS_PRODUCTION = True  # type: ignore[attr-defined]  # pytest-django's own wrapper

    assert Client().get("/style/").status_code == 404


def test_no_two_things_of_the_gallery_share_a_name(gallery: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', gallery)

    assert sorted(names) == sorted(set(names))


def test_whatever_points_at_a_thing_finds_it(gallery: str) -> None:
    names = set(re.findall(r'\sid="([^"]+)"', gallery))
    pointed = re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', gallery)

    assert {name for names_ in pointed for name in names_.split()} <= names


def test_a_blocked_button_says_why_and_leads_nowhere() -> None:
    drawn = render_to_string("parts/_button.html", {"label": "Send", "blocked": "gatehead", "url": "/send/"})

    assert 'aria-disabled="true"' in drawn
    assert 'aria-describedby="gatehead"' in drawn
    assert "/send/" not in drawn


def test_a_withheld_value_names_whom_to_ask_and_shows_nothing() -> None:
    drawn = render_to_string("parts/_field.html", {"label": "Place", "value": "12 Quay Road", "ask": "Safe Harbour"})

    assert "Sealed. Ask Safe Harbour." in drawn
    assert "Quay" not in drawn


@pytest.mark.parametrize(
    ("due_in", "level", "words"),
    [
        (timedelta(minutes=52), "soon", "in 52 min"),
        (timedelta(hours=6), "ok", "in 6 h"),
        (timedelta(days=3), "ok", "in 3 d"),
        (-timedelta(hours=3), "late", "3 h overdue"),
    ],
)
def test_a_clock_says_how_long_and_until_when(due_in: timedelta, level: str, words: str) -> None:
    drawn = Template("{% clock due %}").render(Context({"due": NOON + due_in, "now": NOON}))

    assert f'class="clock {level}"' in drawn
    assert words in drawn
    assert (NOON + due_in).strftime("%H:%M") in drawn


def test_a_form_that_comes_back_names_each_field_and_keeps_what_was_typed() -> None:
    form = Talk({"account": "", "note": "brought a coat"})
    form.add_error(None, forms.ValidationError("Two people sign.", code="OWN_PLAN"))

    drawn = str(form)

    assert 'id="errors" role="alert"' in drawn
    assert "OWN_PLAN" in drawn
    assert 'href="#id_account"' in drawn
    assert 'href="#id_seen"' in drawn
    assert 'id="id_seen"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_account-hint id_account-error"' in drawn
    assert "brought a coat" in drawn


def test_a_sealed_field_names_its_readers_while_it_is_written() -> None:
    assert "Counsellors only" in str(Talk())


def test_nothing_is_chosen_for_anybody() -> None:
    assert "checked" not in str(Talk())


def test_a_lineage_says_in_words_what_it_draws() -> None:
    drawing = lineage_drawing(made_up(NOON)["origins"])

    assert [edge["is_repeat"] for edge in drawing["edges"]] == [True, True, False]
    assert drawing["text"].startswith("R-3, R-5: Origin 1 (R-8), counts once.")
    assert max(box["y"] + 42 for box in drawing["origins"]) <= drawing["height"]


# --- Moments ---


def test_a_moment_of_another_year_says_which(at) -> None:
    assert (when(at), when(at - timedelta(days=365))) == ("Tue 10 Mar, 12:00", "Mon 10 Mar 2025, 12:00")


def test_what_is_printed_names_the_year_always(at) -> None:
    assert dated(at) == "Tue 10 Mar 2026, 12:00"


# --- Lists of answers ---


class Choice(ActForm):
    """One list that must be answered, one that may, and one that leaves no choice."""

    power = forms.ChoiceField(choices=[("warrant", "Warrant"), ("consent", "Consent")])
    sector = forms.ChoiceField(choices=[("any", "Any"), ("farm", "Farm")], required=False)
    only = forms.ChoiceField(choices=[("one", "The one")])


def test_a_list_that_must_be_answered_begins_at_no_answer() -> None:
    first = {name: next(iter(Choice().fields[name].choices))[0] for name in ("power", "sector", "only")}

    assert first == {"power": "", "sector": "any", "only": "one"}

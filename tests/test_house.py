"""The laws of the house that no linter knows."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from taskforce.access.policy import policies
from taskforce.kit.middleware import is_open_to_all
from taskforce.vault.fields import SealedTextField
from taskforce.walls.management.commands.access_matrix import models_of_ours

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("taskforce", "intelligence", "cases", "victims", "shelters")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "handler"}
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEMPLATE = 60, 500, 90
# What a stranger may open: signing in, an invitation, health, and (in demo and test) the parts gallery.
# A calendar program cannot sign in: its address is a secret of its own, and tells when something is due, nothing else.
OPEN = {
    "accounts:invitation", "desk:feed", "desk:live", "desk:ready", "style", "set_language", "demo:who", "demo:sign-in",
}  # fmt: skip


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text())


def named(url_patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from named(entry.url_patterns, inner)
        else:
            yield f"{prefix}{entry.name}", entry


def test_pages_and_forms_reach_rows_through_the_policy_alone():
    edges = {"views", "forms", "api", "presenting"}
    touching = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if (path.stem in edges or edges & set(path.parts)) and path.parts[1] not in {"local", "door"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and not _is_empty_offer(path, node)
    ]
    assert touching == []


def _is_empty_offer(path: Path, node: ast.Attribute) -> bool:
    """A field that is declared with `.objects.none()` offers nothing until its view fills it."""
    return ".objects.none()" in (ROOT / path).read_text().splitlines()[node.lineno - 1]


def test_rules_never_look_at_the_clock():
    asking = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if "rules" in {path.stem, *path.parts}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
    ]
    assert asking == []


def test_functions_files_and_templates_stay_short():
    long = [
        f"{path}:{node.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    long += [str(path) for path, _tree in sources() if len((ROOT / path).read_text().splitlines()) > LONGEST_FILE]
    pages = (ROOT / "templates").rglob("*.html")
    long += [str(page) for page in pages if len(page.read_text().splitlines()) > LONGEST_TEMPLATE]
    assert long == []


def test_no_file_is_named_after_nothing():
    assert [str(path) for path, _tree in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_public_functions_of_rules_services_and_queries_say_their_contract():
    silent = [
        f"{path}:{node.name}"
        for path, tree in sources()
        if {"rules", "services", "queries"} & {path.stem, *path.parts}
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_templates_carry_no_style_and_no_script_of_their_own():
    guilty = [
        str(page.relative_to(ROOT))
        for page in (ROOT / "templates").rglob("*.html")
        if re.search(r'\sstyle="|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+="', page.read_text())
    ]
    assert guilty == []


def test_every_model_has_a_policy():
    assert models_of_ours() - {policy.model._meta.label for policy in policies()} == set()


def test_every_address_asks_for_a_sign_in_unless_it_is_on_the_list():
    opened = {
        name
        for name, entry in named(get_resolver().url_patterns)
        if is_open_to_all(entry.callback) and not entry.callback.__module__.startswith("allauth.")
    }
    assert opened - OPEN == set()


def test_no_two_addresses_of_one_app_share_a_name():
    """The second hides the first: a link would lead to the wrong page."""
    seen = Counter((name, str(entry.pattern)) for name, entry in named(get_resolver().url_patterns))
    names = Counter(name for name, _pattern in seen if ":" in name)
    assert [name for name, number in names.items() if number > 1 and not name.startswith("api:")] == []


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m._meta.label in models_of_ours()], ids=lambda m: m._meta.label
)
def test_a_row_shows_nothing_sealed_when_it_is_printed(model):
    sealed = [field.name for field in model._meta.get_fields() if isinstance(field, SealedTextField)]
    if sealed:
        assert "a-sealed-word" not in str(model(**dict.fromkeys(sealed, "a-sealed-word")))

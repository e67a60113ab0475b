"""One word for every field of the house that may hold something about a person, a source or a place."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from taskforce.vault.fields import SealedTextField
from taskforce.walls.management.commands.access_matrix import models_of_ours

# What names, addresses or describes, in the clear: by the field's kind or by a word of its name.
TELLING = ("name", "email", "title", "address", "phone", "url", "text", "note", "ref", "reason", "label")


def is_sensitive(field: Any) -> bool:
    """Whether a field may hold somebody's words or identity. A new field is judged by the same rule."""
    if isinstance(field, SealedTextField | models.EmailField | models.JSONField):
        return True
    is_words = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_words and any(word in field.name for word in TELLING)


def sensitive_fields() -> Iterator[tuple[type[models.Model], Any]]:
    """Every sensitive field of every model of ours, and allauth's addresses."""
    for model in apps.get_models():
        if model._meta.label in models_of_ours() or model._meta.app_label == "account":
            for field in model._meta.concrete_fields:
                if is_sensitive(field):
                    yield model, field


def canaries() -> dict[str, str]:
    """By field: words that stand nowhere else, of the shapes a person could type."""
    shapes = (
        "Quill{n}feather of Dove{n}lane",
        "quill{n}.dove@a{n}.example",
        "{{quill{n}}} %s '\"\\ <dove{n}>",
        "q{n}uill",
    )
    return {
        f"{model._meta.label}.{field.name}": shapes[number % len(shapes)].format(n=f"{number:03d}x")
        for number, (model, field) in enumerate(sensitive_fields())
    }


def marks_in(text: str) -> set[str]:
    """Which canaries a text gives away, whole or in part, however it is quoted."""
    flat = text.lower()
    return {
        field
        for number, field in enumerate(canaries())
        if any(part in flat for part in (f"quill{number:03d}x", f"dove{number:03d}x", f"q{number:03d}xuill"))
    }

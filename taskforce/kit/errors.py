"""Answers when a page cannot be given: the same words for what is absent and what is hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from taskforce.refusal import Refusal


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, refusal: Refusal, *, status: int = 403) -> HttpResponse:
    """A refusal that no form caught: the sentence, who can put it right, and the way back."""
    return render(request, "403.html", {"refusal": refusal}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from another window; what was autosaved is kept."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)

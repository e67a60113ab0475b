"""What every answer tells the browser: keep nothing, load nothing from elsewhere, tell nobody where we are."""

from collections.abc import Callable

from csp.constants import SELF
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class BrowserWalls:
    """Outside of everything that answers by itself, so that static files and refused hosts get the headers too.

    Nothing but a static file may be stored. Where the sign-in ended with this answer, however it ended, the browser is
    told to throw away what it kept of us.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}") or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        if _ends_the_sign_in(response):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if _is_of_allauth(request):
            response._csp_update = {"script-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp reads it
        return response


class FormsOfOurOwn:
    """Lets our own forms through Django's origin check under "no-referrer", which makes browsers write "Origin: null".

    What a browser says beside it in Sec-Fetch-Site no page can write: a form in a sandboxed frame, or on a foreign
    page, says "cross-site". The token of the form is asked for all the same. Browsers older than 2023 do not say it,
    and their forms are refused.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Origin") == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin":
            try:
                request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
            except DisallowedHost:
                del request.META["HTTP_ORIGIN"]  # refused a moment later, for its host
        return self.get_response(request)


def _ends_the_sign_in(response: HttpResponse) -> bool:
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and not cookie.value


def _is_of_allauth(request: HttpRequest) -> bool:
    """allauth's pages load their scripts by address alone; ours carry this answer's nonce."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "__module__", "").startswith("allauth.")

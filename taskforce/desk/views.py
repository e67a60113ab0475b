"""Home, inbox and health."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from taskforce.clocks.queries import work_waiting_for
from taskforce.kit.middleware import open_to_all
from taskforce.kit.views import Page
from taskforce.notices.queries import inbox_of


class Home(Page):
    """My work: what waits for me, by deadline."""

    template_name = "desk/home.html"

    def page(self) -> dict[str, Any]:
        return {"clocks": list(work_waiting_for(self.user)[:50])}


class Inbox(Page):
    """What I was told, newest first."""

    template_name = "desk/inbox.html"

    def page(self) -> dict[str, Any]:
        return {"notices": list(inbox_of(self.user)[:100])}


@open_to_all
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@open_to_all
def ready(request: HttpRequest) -> HttpResponse:
    """The process answers and its database does too."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ready": True})

"""Home, inbox, the record, and health."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from redis import Redis, RedisError

from taskforce.desk import queries
from taskforce.desk.forms import PostForm
from taskforce.kit.middleware import open_to_all
from taskforce.kit.views import Page, signed_in
from taskforce.notices.services import mark_read
from taskforce.walls.matrix import matrix
from victims.queries import periods_for


class Home(Page):
    """My work: what waits for me, by deadline."""

    template_name = "desk/home.html"

    def page(self) -> dict[str, Any]:
        clocks = queries.waiting(self.user)
        return {
            "greeting": _("Hello, %(name)s") % {"name": self.user.name.split()[0]},
            "clocks": clocks,
            "overdue": sum(clock.is_overdue(self.at) for clock in clocks),
            "periods": periods_for(self.user, now=self.at)[:8],
            "lists": queries.shelves(self.user, now=self.at),
            "acts": queries.first_acts(self.user),
        }


class Inbox(Page):
    """What I was told, newest first."""

    template_name = "desk/inbox.html"

    def page(self) -> dict[str, Any]:
        return {"notices": queries.inbox(self.user)}


class Record(Page):
    """The audit trail, for the oversight auditor."""

    template_name = "desk/record.html"

    def page(self) -> dict[str, Any]:
        return {"entries": queries.record_for(self.user)}


class Matrix(Page):
    """Who may see what, in plain words: the same page for everybody, and no row of anybody's on it."""

    template_name = "desk/matrix.html"

    def page(self) -> dict[str, Any]:
        form = PostForm(self.request.GET if "function" in self.request.GET else None)
        post = form.post()
        return {"form": form, "rooms": matrix(post=post), "of": form.words() if post else ""}


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    mark_read(user=signed_in(request), at=timezone.now())
    return HttpResponseRedirect(reverse("desk:inbox"))


@open_to_all
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@open_to_all
def ready(request: HttpRequest) -> HttpResponse:
    """The process answers, and so do its database and its cache."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    try:
        Redis.from_url(settings.CACHES["default"]["LOCATION"]).ping()
    except RedisError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True})

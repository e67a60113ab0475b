"""Home, inbox, and health."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from redis import Redis, RedisError

from taskforce.clocks.feeds import feed_of, make_feed, read_feed, revoke_feed
from taskforce.desk import queries
from taskforce.desk.forms import PostForm
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm
from taskforce.kit.middleware import open_to_all
from taskforce.kit.views import ActPage, Page, signed_in
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


class Matrix(Page):
    """Who may see what, in plain words: the same page for everybody, and no row of anybody's on it."""

    template_name = "desk/matrix.html"

    def page(self) -> dict[str, Any]:
        form = PostForm(self.request.GET if "function" in self.request.GET else None)
        post = form.post()
        return {"form": form, "rooms": matrix(post=post), "of": form.words() if post else ""}


class Calendar(ActPage):
    """My deadlines in a calendar of my own: make an address, which is shown once, or make it anew."""

    template_name = "desk/calendar.html"
    form_class = ActForm

    def act(self, form: ActForm) -> HttpResponse:
        token = make_feed(by=self.user, at=self.at)
        address = f"{settings.PUBLIC_URL}{reverse('desk:feed', args=[token])}"
        return self.render_to_response(self.get_context_data(form=ActForm(), address=address))

    def repeated(self) -> str:
        return self.request.path

    def page(self) -> dict[str, Any]:
        return {"feed": feed_of(self.user, at=self.at), "days": pack().duration("calendar.address").days}


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(by=signed_in(request))
    messages.success(request, _("The address no longer works."))
    return HttpResponseRedirect(reverse("desk:calendar"))


@open_to_all
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address. Calendar programs cannot sign in: the address itself is the secret."""
    response = HttpResponse(read_feed(token=token, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tasks.ics"'
    return response


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

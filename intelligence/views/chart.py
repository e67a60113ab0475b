"""The link chart and the timeline of a target."""

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intelligence.models import Entity, IntelligenceReport, RaidTarget
from intelligence.presenting import target_tabs
from intelligence.presenting.chart import chart_shown, kind_filters
from intelligence.presenting.entities import KINDS, card, filters
from intelligence.queries.chart import Graph, around_targets
from intelligence.queries.timeline import Kind, Moment, TimelinePage, place_named, timeline
from taskforce.kit.views import Page

TIMES: tuple[tuple[str, Any], ...] = (
    ("", _("Everything")),
    (Kind.REPORT, _("Reports")),
    (Kind.CHECK, _("Attempts to verify")),
    (Kind.THING, _("People and things")),
    (Kind.FILE, _("Files")),
    (Kind.ASSESSMENT, _("Assessments")),
    (Kind.SHARE, _("Who was let in")),
    (Kind.STEP, _("The target itself")),
)


class Chart(Page):
    """People, things and reports around a target, as a picture and as a table."""

    template_name = "intelligence/chart.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        graph = around_targets(self.user, [target])
        self.seen(graph)
        hidden = {kind for kind in self.request.GET.getlist("hide") if kind in KINDS}
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:chart"),
            "chart": chart_shown(self.user, graph.without(hidden)),
            "filters": kind_filters(self.request.path, graph, hidden),
        }

    def seen(self, graph: Graph) -> None:
        """Put on record what the chart shows, model by model."""
        rows = graph.nodes.values()
        self.listed([row for row in rows if isinstance(row, Entity)])
        self.listed([row for row in rows if isinstance(row, IntelligenceReport)])
        self.listed([row for row in rows if isinstance(row, RaidTarget)])


class Timeline(Page):
    """What happened around a target, newest first, by days."""

    template_name = "intelligence/timeline.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        kind = self.request.GET.get("show", "")
        before = place_named(self.request.GET.get("before", ""))
        found = timeline(self.user, [target], kind=kind if kind in set(Kind) else "", before=before)
        self.listed([moment.row for moment in found.moments if isinstance(moment.row, Entity)])
        self.listed([moment.row for moment in found.moments if isinstance(moment.row, IntelligenceReport)])
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:timeline"),
            "days": _by_days(self.user, found),
            "older": _older(found, kind),
            "filters": filters(self.request.path, kind, TIMES),
            "is_first": before is None,
        }


def _by_days(user: Any, found: TimelinePage) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The moments of each local day, as `parts/_timeline.html` takes them."""
    days = groupby(found.moments, key=lambda moment: timezone.localtime(moment.at).date())
    return [(day, [_event(user, moment) for moment in moments]) for day, moments in days]


def _event(user: Any, moment: Moment) -> dict[str, Any]:
    event = {"what": moment.what, "detail": moment.detail, "who": moment.who, "at": moment.at}
    if isinstance(moment.row, Entity | IntelligenceReport):
        shown = card(user, moment.row)
        event |= {"what": f"{shown.word} {shown.label or shown.reference}", "url": shown.url}
        event["detail"] = moment.detail if isinstance(moment.row, Entity) else f"{moment.what}, {moment.detail}"
    elif moment.row is not None:
        event["url"] = reverse("intelligence:file", args=[moment.row.public_id])
    return event


def _older(found: TimelinePage, kind: str) -> dict[str, str] | None:
    if found.last is None:
        return None
    return {"show": kind, "before": f"{found.last.at.isoformat()}|{found.last.kind}|{found.last.ref}"}

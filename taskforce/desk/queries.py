"""What waits for one person, from every room that is theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import RaidPlan
from cases.queries import notices_for, plans_for
from intelligence.models import IntelligenceReport
from taskforce.access.services import may_any
from taskforce.accounts.models import User
from taskforce.clocks.kinds import kinds
from taskforce.clocks.models import Clock
from taskforce.clocks.queries import work_waiting_for
from taskforce.notices.models import Notice
from taskforce.notices.queries import inbox_of

OF_GLASS = {
    "broken": gettext_lazy("A record was opened in an emergency"),
    "confirmed": gettext_lazy("A second person confirmed an emergency access"),
    "reviewed": gettext_lazy("Your emergency access was reviewed"),
}

OF_RELEASES = {
    "signed": gettext_lazy("Information was released to your agency"),
    "withdrawn": gettext_lazy("A release was taken back: stop using it"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: where it leads, what it is called, what stands under it."""

    url: str
    title: str
    sub: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A short list on the home page."""

    title: str
    act: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class FirstAct:
    """A button at the top of the home page."""

    url: str
    label: str
    icon: str


def waiting(user: User) -> list[Clock]:
    """My deadlines, soonest first; at most fifty, for nobody reads more."""
    return list(work_waiting_for(user)[:50])


def shelves(user: User, *, now: datetime) -> list[Shelf]:
    """Short lists that are not deadlines: my plans in hand, notices to partners. Empty ones are left out."""
    found = [_plans_in_hand(user), _notices_ahead(user, now)]
    return [shelf for shelf in found if shelf.entries]


def first_acts(user: User) -> list[FirstAct]:
    """What this person most often begins from here."""
    if may_any(user, "log", IntelligenceReport):
        return [FirstAct(reverse("intelligence:log-report"), _("Log a report"), "plus")]
    return []


def inbox(user: User) -> list[tuple[Notice, str]]:
    """My notices, newest first, each with words that are safe over a shoulder."""
    labels: dict[str, Any] = {kind.code: kind.label for kind in kinds()}
    labels |= {f"glass.{what}": label for what, label in OF_GLASS.items()}
    labels |= {f"victims.release_{what}": label for what, label in OF_RELEASES.items()}
    labels["intelligence.search_found"] = _("A search you saved found something new")
    labels["deconfliction.conflict"] = _("Call another agency before you go on")
    labels["cases.suspended"] = _("An approval no longer stands")
    return [(notice, str(labels.get(notice.kind, _("Something waits for you")))) for notice in inbox_of(user)[:100]]


def _plans_in_hand(user: User) -> Shelf:
    in_hand = [
        RaidPlan.Status.DRAFT,
        RaidPlan.Status.SUSPENDED,
        RaidPlan.Status.APPROVED,
        RaidPlan.Status.LAUNCHED,
    ]
    plans = plans_for(user).filter(planner=user, status__in=in_hand)[:8]
    entries = [
        Entry(reverse("cases:plan", args=[p.public_id]), p.reference, str(p.get_status_display())) for p in plans
    ]
    return Shelf(_("Plans in your hand"), _("Open"), entries)


def _notices_ahead(user: User, now: datetime) -> Shelf:
    notices = notices_for(user).filter(agency=user.agency_id, window_until__gt=now)[:8]
    entries = [
        Entry(
            reverse("cases:notice", args=[n.public_id]),
            n.reference,
            _("%(n)s people expected") % {"n": n.people},
        )
        for n in notices
    ]
    return Shelf(_("Make ready"), _("Open"), entries)

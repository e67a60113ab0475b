"""What people read of shelters: the board, one placement, and which houses might take somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelters import rules
from shelters.models import Bed, Placement, Shelter
from taskforce.access.querysets import ScopedQuerySet
from taskforce.access.services import Projected
from taskforce.kit.exports import Column, Listing, listing

OCCUPYING = sorted(rules.OCCUPYING)


@dataclass(frozen=True, slots=True)
class BedShown:
    """A bed and its state in one word: free, held (offered or on the way), taken, closed."""

    bed: Bed
    state: str


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    beds: Sequence[BedShown]


def placements_for(user: Any) -> ScopedQuerySet[Placement]:
    """The placements this user sees, soonest answer first, each knowing which of its fields they see."""
    return Placement.objects.with_fields_for(user).select_related("bed")


def waiting_requests(user: Any) -> ScopedQuerySet[Placement]:
    """The requests that wait for an answer."""
    return placements_for(user).filter(state=Placement.State.REQUESTED)


def under_way(user: Any) -> ScopedQuerySet[Placement]:
    """Offered, accepted and travelling: somebody has to do the next step."""
    return placements_for(user).filter(state__in=["offered", "accepted", "in_transit"])


def staying(user: Any) -> ScopedQuerySet[Placement]:
    """Those who live in a shelter now."""
    return placements_for(user).filter(state=Placement.State.ACTIVE)


def as_seen_by(user: Any, placements: Sequence[Placement]) -> list[Projected]:
    """Each placement with the fields this user may not see left empty (police see the code and the state, 9)."""
    return [Projected(user, placement) for placement in placements]


def units_of(user: Any) -> list[Unit]:
    """The beds of the user's own shelters by unit. Two statements."""
    units: dict[str, list[BedShown]] = {}
    for bed in Bed.objects.visible_to(user).select_related("shelter").prefetch_related(_open_stays()):
        units.setdefault(bed.unit, []).append(BedShown(bed, _state(bed)))
    return [Unit(name, beds) for name, beds in units.items()]


def free_beds(user: Any, shelter: Shelter) -> ScopedQuerySet[Bed]:
    """The beds of `shelter` that nobody has and that are open, for its own staff."""
    taken = Placement.objects.filter(state__in=OCCUPYING, bed__isnull=False).values("bed")
    return Bed.objects.visible_to(user).filter(shelter=shelter, is_closed=False).exclude(pk__in=taken)


def shelters_for(user: Any) -> ScopedQuerySet[Shelter]:
    """The shelters this user may ask, by code."""
    return Shelter.objects.with_fields_for(user)


def counts(units: Sequence[Unit]) -> dict[str, int]:
    """How many beds are free, held, taken and closed."""
    states = [bed.state for unit in units for bed in unit.beds]
    return {state: states.count(state) for state in ("free", "held", "taken", "closed")}


def _open_stays() -> Any:
    return Prefetch("placements", Placement.objects.filter(state__in=OCCUPYING), to_attr="open_stays")


def _state(bed: Bed) -> str:
    if bed.is_closed:
        return "closed"
    stays: list[Placement] = bed.open_stays  # type: ignore[attr-defined]  # prefetched above
    if not stays:
        return "free"
    return "taken" if stays[0].state == Placement.State.ACTIVE else "held"


def every_placement() -> Any:
    """Placements before anybody has asked: the endpoint narrows them to its caller's."""
    return Placement.objects.all()


def _placements_to_take(user: Any) -> ScopedQuerySet[Placement]:
    return Placement.objects.with_fields_for(user, through_glass=False)


def _beds_to_take(user: Any) -> ScopedQuerySet[Bed]:
    return Bed.objects.with_fields_for(user, through_glass=False).prefetch_related(_open_stays())


def _state_in_words(bed: Bed) -> str:
    return {"free": _("Free"), "held": _("Held"), "taken": _("In use"), "closed": _("Closed")}[_state(bed)]


PLACEMENTS = listing(
    Listing(
        "shelters.placements", gettext_lazy("Placements"), Placement, _placements_to_take,
        (
            Column("reference", gettext_lazy("Placement")),
            Column("shelter_code", gettext_lazy("House, by its code")),
            Column("state", gettext_lazy("How it stands")),
            Column("is_child", gettext_lazy("Child")),
            Column("gender", gettext_lazy("Gender")),
            Column("language", gettext_lazy("Language")),
            Column("requested_at", gettext_lazy("Asked")),
            Column("answer_by", gettext_lazy("Answer by")),
            Column("arrived_at", gettext_lazy("Arrived")),
            Column("exited_at", gettext_lazy("Moved on")),
        ),
        by="requested_at",
    )
)  # fmt: skip
BEDS = listing(
    Listing(
        "shelters.beds", gettext_lazy("Beds tonight"), Bed, _beds_to_take,
        (
            Column("reference", gettext_lazy("Bed")),
            Column("unit", gettext_lazy("Unit")),
            Column("label", gettext_lazy("Label")),
            Column("is_closed", gettext_lazy("State"), _state_in_words),
        ),
    )
)  # fmt: skip

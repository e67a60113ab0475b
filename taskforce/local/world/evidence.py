"""Ten targets and some sixty reports: labour and sex sectors alike, strong and weak, circular and stale."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intelligence.models import IntelligenceReport, RaidTarget
from intelligence.services.lineage import declare_contamination
from intelligence.services.presence import unlink_report
from intelligence.services.reports import GradeGiven, ReportGiven, declare_derivation, log_report
from intelligence.services.sharing import share_target
from intelligence.services.targets import log_verification, open_target
from taskforce.accounts.models import User
from taskforce.local.world import handled

CONTROL = ("D5.01", "D5.02", "D4.01", "D4.02", "D5.03")
LABOUR = ("D4.01", "D4.02", "D4.03", "D5.01", "D1.01", "D1.02")
SEX = ("D5.07", "D5.03", "D5.04", "D5.02")


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up premises."""

    key: str
    by: str
    title: str
    sector: str
    premises: str
    address: str


PLACES = (
    Place("packing", "ines", "Orchard packing shed", "labour", "farm", "Third shed behind the cold store, Mill Lane 0"),
    Place("guesthouse", "ines", "Riverside guesthouse", "sex", "hospitality", "Second floor, rear stair, Quay Row 0"),
    Place("laundry", "ines", "Night laundry", "labour", "workplace", "Basement, side door, Foundry Street 0"),
    Place("spa", "ines", "Blue door parlour", "sex", "venue", "First floor above the shop, Canal Walk 0"),
    Place("flat", "jon", "Flat over the bakery", "sex", "dwelling", "Top floor left, Baker's Yard 0"),
    Place("trawler", "noor", "Trawler at berth nine", "labour", "vessel", "Berth nine, inner basin"),
    Place("bricks", "carla", "Brickworks dormitory", "labour", "workplace", "Dormitory behind kiln two, Clay Road 0"),
    Place("villa", "carla", "Hill villa", "other", "dwelling", "Gate house and annex, Hill Road 0"),
    Place("bar", "ines", "Lantern Street bar", "sex", "hospitality", "Ground floor, Lantern Street 0"),
    Place("site", "ines", "Tower site cabins", "labour", "workplace", "Row of cabins by the east fence, Tower Way 0"),
)

BASES = {"open_source": "open_source", "partner_agency": "partner"}

SAYINGS = {
    "labour": (
        "Workers are locked in after the shift; the supervisor keeps their passports in a drawer.",
        "They work fourteen hours a day and were told that their travel is a debt they must work off.",
        "Wages are written in a book and have not been paid since they came.",
        "A worker asked for a doctor and was told that calling anybody would mean the police and a cell.",
        "Two vans bring the same people before dawn and take them back after dark; nobody walks in or out alone.",
        "The job they were promised was another one, in another town.",
    ),
    "sex": (
        "A person there said she may not leave without one of the men, and that she owes them money.",
        "The clients are chosen by the men at the desk; saying no is punished.",
        "Papers are held by the person who runs the rooms.",
        "The windows of the second floor were screwed shut; food is brought up.",
        "The same phone answers four adverts with different names.",
        "She was told that her family would be sent pictures if she spoke.",
    ),
}


def gather(people: dict[str, User], *, at: datetime) -> dict[str, RaidTarget]:
    """Open the targets and log what is known of each; returns them by key."""
    targets = {}
    for number, place in enumerate(PLACES):
        opened = at - timedelta(days=60 - 3 * number)
        targets[place.key] = open_target(
            by=people[place.by], at=opened, title=place.title, sector=place.sector, premises=place.premises,
            scope="premises", address=place.address, description="Seen from the street and from records only.",
        )  # fmt: skip
    _tell(people, targets, at=at)
    _rumours(people, targets, at=at)
    _one_room(people, targets["spa"], at=at)
    share_target(
        purpose="case",
        target_id=targets["guesthouse"].public_id,
        colleague_id=people["noor"].public_id,
        by=people["vera"],
    )
    handled.decide(people, targets, at=at)
    return targets


def _tell(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Strong evidence where a plan stands on it; thinner elsewhere."""
    strong = {
        "packing": (people["ines"], 2), "guesthouse": (people["ines"], 3), "laundry": (people["ines"], 4),
        "bricks": (people["carla"], 5), "trawler": (people["noor"], 6), "flat": (people["jon"], 1),
        "site": (people["ines"], 13), "villa": (people["carla"], 8),
    }  # fmt: skip
    for key, (by, days) in strong.items():
        _strong(by, targets[key], at=at, days=days)
    _log(people["ines"], targets["spa"], at=at, days=20, grade="C3", first_hand=False, number=0)


def _strong(by: User, target: RaidTarget, *, at: datetime, days: int) -> None:
    """Two independent first-hand accounts, one second-hand, and one that only repeats."""
    is_child = target.title == "Flat over the bakery"
    first = _log(by, target, at=at, days=days, grade="B2", first_hand=True, number=0, child=is_child)
    _log(by, target, at=at, days=days + 1, grade="B2", first_hand=True, number=1, kind="survivor_account")
    _log(by, target, at=at, days=days + 2, grade="C3", first_hand=False, number=2, kind="partner_agency")
    repeats = _log(by, target, at=at, days=days, grade="F6", first_hand=False, number=3, kind="open_source")
    declare_derivation(child_id=repeats.public_id, parent_id=first.public_id, kind="repeats", by=by)
    _log(by, target, at=at, days=days + 3, grade="C2", first_hand=False, number=4, kind="open_source", stance="neutral")
    attempted = at - timedelta(days=days, hours=5)
    log_verification(
        target_id=target.public_id, method="surveillance", result="consistent", attempted_at=attempted, by=by, at=at
    )


def _rumours(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Five agencies tell one story about the bar: one origin. And reports that speak of no target yet."""
    bar = targets["bar"]
    origin = _log(people["leena"], bar, at=at, days=9, grade="D4", first_hand=False, number=5, kind="public_tip")
    for number in range(4):
        echo = _log(people["ines"], bar, at=at, days=8 - number, grade="C3", first_hand=False, number=number)
        declare_derivation(child_id=echo.public_id, parent_id=origin.public_id, kind="repeats", by=people["ines"])
    for number in range(14):
        by = people[("ines", "noor", "carla")[number % 3]]
        _log(by, None, at=at, days=3 + 2 * number, grade="E4", first_hand=False, number=number)


def _one_room(people: dict[str, User], target: RaidTarget, *, at: datetime) -> None:
    """Two survivors told of the same rooms; they had spent a night in one, so the two accounts count once."""
    ines, leena = people["ines"], people["leena"]
    first = _log(ines, target, at=at, days=6, grade="B2", first_hand=True, number=0, kind="survivor_account")
    other = _log(ines, target, at=at, days=5, grade="C2", first_hand=True, number=1, kind="survivor_account")
    declare_contamination(
        report_id=other.public_id, other_id=first.public_id, how="shared_a_room", by=leena, at=at - timedelta(days=4),
        reason="They shared a room at the reception for a night before either was asked.",
    )  # fmt: skip
    misfiled = _log(ines, target, at=at, days=7, grade="C3", first_hand=False, number=3)
    unlink_report(
        report_id=misfiled.public_id, target_id=target.public_id, by=leena, at=at - timedelta(days=3),
        reason="It speaks of the parlour across the canal.",
    )  # fmt: skip


def _log(
    by: User, target: RaidTarget | None, *, at: datetime, days: int, grade: str, first_hand: bool, number: int,
    kind: str = "human_source", child: bool = False, stance: str = "supports",
) -> IntelligenceReport:  # fmt: skip
    sector = target.sector if target and target.sector in SAYINGS else "labour"
    indicators = SEX if sector == "sex" else LABOUR if number % 2 == 0 else CONTROL
    seen_at = at - timedelta(days=days, hours=number)
    return log_report(
        by=by,
        at=seen_at + timedelta(hours=2),
        report=ReportGiven(
            source_type=kind,
            source_ref=f"S-{by.pk:02d}{number:02d}{days:02d}",
            access="direct" if first_hand else "indirect",
            text=SAYINGS[sector][number % 6],
            observed_at=seen_at,
            speaks_of_child=child,
            indicators=indicators if first_hand else (),
            legal_basis=BASES.get(kind, "voluntary"),
        ),
        grade=GradeGiven(
            "admiralty_6x6", grade[0], grade[1], "As the source has been before; fits what else is known."
        ),
        target_id=target.public_id if target else None,
        stance=stance if target else "",
    )

"""Two agencies found that they work on one bar, and call each other; one van was written down twice."""

from datetime import datetime, timedelta

from intelligence.models import RaidTarget
from intelligence.services.deconfliction import ask_deconfliction
from intelligence.services.deconfliction_answers import ask_outside, name_contact
from intelligence.services.entities import EntityGiven, TieGiven, add_entity, link_to_target
from intelligence.services.targets import open_target
from taskforce.accounts.models import User


def meet(people: dict[str, User], targets: dict[str, RaidTarget], *, at: datetime) -> None:
    """Desks are named, two agencies ask about one place, a watch centre has not answered; two vans may be one."""
    for key, desk in (("vera", "Northmark duty desk"), ("bela", "Southmark duty desk"), ("hugo", "Harbour duty desk")):
        name_contact(desk=desk, phone="+1 555 010 0100", by=people[key], at=at - timedelta(days=30))
    same_bar = open_target(
        by=people["carla"], at=at - timedelta(days=12), title="Corner bar", sector="sex", premises="hospitality",
        scope="premises", address="Lantern St. 0, ground floor", description="Named by two neighbours.",
    )  # fmt: skip
    ask_deconfliction(target_id=same_bar.public_id, by=people["carla"], at=at - timedelta(hours=20))
    ask_deconfliction(target_id=targets["bar"].public_id, by=people["ines"], at=at - timedelta(hours=3))
    ask_deconfliction(target_id=targets["laundry"].public_id, by=people["ines"], at=at - timedelta(hours=50))
    ask_outside(
        target_id=targets["laundry"].public_id, system="regional", starts_at=at + timedelta(hours=20),
        ends_at=at + timedelta(hours=30), by=people["ines"], at=at - timedelta(hours=2),
    )  # fmt: skip
    for label, key in (("B0-I17 QX", "laundry"), ("BO I17 QX", "site")):
        van = add_entity(
            given=EntityGiven(kind="vehicle", label=label, details="White van, dented left door."), by=people["ines"],
            at=at - timedelta(days=4),
        )  # fmt: skip
        link_to_target(
            entity_id=van.public_id, target_id=targets[key].public_id, tie=TieGiven("seen_at"), by=people["ines"],
            at=at - timedelta(days=4),
        )  # fmt: skip

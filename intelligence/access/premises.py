"""Who sees the inside of a target: whoever sees the target. Who may draw it stands in its own policy ("survey")."""

from intelligence.models import Hazard, RaidTarget, Room, SightLine, SketchMark
from taskforce.access.policy import Sees, policy

policy(Room).rows(Sees(RaidTarget, "target"))

policy(SightLine).rows(Sees(RaidTarget, "target"))

policy(Hazard).rows(Sees(RaidTarget, "target"))

policy(SketchMark).rows(Sees(RaidTarget, "target"))

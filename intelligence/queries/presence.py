"""The presence assessment of a target, over all its evidence, and whether two people affirmed just that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intelligence.models import PresenceAffirmation, RaidTarget
from intelligence.queries.clauses import sentence
from intelligence.queries.weighing import Gathered, gathered
from intelligence.rules.affirming import Affirmed, Standing, standing
from intelligence.rules.indicators import Weighed
from intelligence.rules.presence import Assessment, Clause, assess_presence
from taskforce.accounts.acting import as_house
from taskforce.jurisdiction.pack import pack

# In the commercial sex sector forced tasks or clients are themselves the exploitation (D5); the paper's own column for
# D4 there is unrated, and unrated indicators alone must never be enough.
PURPOSE = {"labour": frozenset({"D4"}), "sex": frozenset({"D4", "D5"}), "other": frozenset({"D4"})}


NOBODY = Standing()


@dataclass(frozen=True, slots=True)
class Presence:
    """An assessment with the words a person reads, and a digest that changes whenever the evidence does."""

    assessment: Assessment
    sentences: tuple[tuple[Clause, str, str], ...]
    gathered: Gathered
    standing: Standing = NOBODY

    @property
    def level(self) -> str:
        return self.assessment.level.value

    @property
    def digest(self) -> str:
        return self.gathered.digest

    @property
    def is_affirmed(self) -> bool:
        return self.standing.is_affirmed


def presence_at(target: RaidTarget, *, now: datetime) -> Presence:
    """The presence assessment of a target by rule v1, over ALL its evidence.

    It runs inside the source domain, whoever asks: a reader may see the counts where they may not see the reports
    (domain paper, 2.3). The caller has found `target` through its policy. As many statements as `gathered`.
    """
    found = gathered(target)
    labels = pack()
    assessment = assess_presence(
        found.items,
        adult_weights=weights_for(target.sector, "adult"),
        child_weights=weights_for(target.sector, "child"),
        purpose=PURPOSE[target.sector],
        fresh_for=labels.duration("presence.first_hand_fresh"),
        lineages_needed=labels.number("presence.lineages"),
        now=now,
    )
    sentences = tuple((clause, *sentence(clause)) for clause in assessment.clauses)
    return Presence(assessment, sentences, found)


def standing_presence(target: RaidTarget, *, now: datetime) -> Presence:
    """`presence_at`, and what an analyst and a supervisor affirmed of just this evidence (SR-01).

    What a gate may rest on: `level` is high and `is_affirmed`. Both fall by themselves. One statement more.
    """
    found = presence_at(target, now=now)
    assessment = found.assessment
    stands = standing(
        affirmed_of(target), digest=found.digest, rule=assessment.rule, level=assessment.level, now=now
    )  # fmt: skip
    return Presence(assessment, found.sentences, found.gathered, stands)


@as_house("whether two people affirmed it is asked by every gate")
def affirmed_of(target: RaidTarget) -> Sequence[Affirmed]:
    """What was affirmed of a target, newest first, without anybody's reasons. One statement."""
    names = ("part", "by_id", "at", "digest", "rule", "lapses_at")
    rows = PresenceAffirmation.objects.filter(target=target).order_by("-at", "-pk").values_list(*names)
    return [Affirmed(*row) for row in rows[:100]]


def weights_for(sector: str, age: str) -> dict[str, Weighed]:
    """What each indicator weighs in this sector for an "adult" or a "child"; unrated ones are weak (5.2)."""
    column = f"{age}_sex" if sector == RaidTarget.Sector.SEX else age
    return {code: Weighed(row["dimension"], row.get(column, "W")) for code, row in pack().lists["indicators"].items()}

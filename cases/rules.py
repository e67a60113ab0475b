"""What cases decides: which gates of a raid plan stand open, what an approval is worth, who may do what on the day.

Pure functions on plain values; `now` is an argument. Source of every gate: domain paper, section 1 (SR-nn).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a raid plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    LAUNCHED = "launched"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.REFUSED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.DRAFT, Status.WITHDRAWN}),
    Status.APPROVED: frozenset({Status.SUSPENDED, Status.LAUNCHED, Status.WITHDRAWN}),
    Status.SUSPENDED: frozenset({Status.SUBMITTED, Status.DRAFT, Status.REFUSED, Status.WITHDRAWN}),
    Status.REFUSED: frozenset({Status.DRAFT, Status.WITHDRAWN}),
    Status.LAUNCHED: frozenset({Status.FINISHED}),
    Status.FINISHED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
EDITABLE = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.SUSPENDED, Status.REFUSED})


class Basis(StrEnum):
    """What a plan rests on. Only the first two can carry it (SR-15, SR-16)."""

    EVIDENCE = "evidence"
    IMMINENT_DANGER = "imminent_danger"
    ASSUMPTION = "assumption"
    AREA_CLEAN_UP = "area_clean_up"
    NUISANCE = "nuisance"
    MORALS = "morals"
    LICENSING = "licensing"
    IMMIGRATION_ONLY = "immigration_only"


CARRYING = frozenset({Basis.EVIDENCE, Basis.IMMINENT_DANGER})


class Role(StrEnum):
    """The first sorting of a person met on the day. It is provisional and may change (SR-09)."""

    UNSET = "unset"
    MAY_BE_VICTIM = "suspected_victim"
    SUSPECT = "suspected_trafficker"
    GUARD = "guard_or_enforcer"
    BYSTANDER = "bystander"
    UNKNOWN = "unknown"


ENFORCEMENT = frozenset({"command", "entry", "arrest", "search", "guard"})

# What each section asks. A gate is red while one of these is empty. The labels stand in cases.forms.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "unknowns": ("statement", "mitigation"),
    "safety": ("victims", "bystanders", "children", "officers", "suspects", "families", "medical_cover"),
    "segregation": ("staging", "transport", "holding", "interview_rooms", "phones", "sightlines"),
    "identification": ("protocol", "screeners"),
    "interviews": ("interviewer", "languages", "setting", "support_person", "consent"),
    "minors": ("specialist", "child_place", "guardian", "age_protocol"),
    "evidence": ("elements", "custodian", "beyond_testimony"),
    "care": ("receiving_provider", "reception_site", "transition"),
    "media": ("exclusion", "images"),
}


@dataclass(frozen=True, slots=True)
class Authority:
    """The warrant or power a plan relies on."""

    kind: str
    number: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hold:
    """Places a shelter has promised in writing, by its code, until a moment."""

    shelter_code: str
    places: int
    until: datetime


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """What intelligence says of the target, as it stood when read."""

    level: str
    has_first_hand: bool
    lapses_at: datetime | None
    speaks_of_child: bool
    verified_at: datetime | None
    digest: str
    lacks: str = ""  # who has not affirmed it yet: the analyst, or after them the supervisor; nobody when empty


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan and everything its gates read."""

    bases: frozenset[str]
    objective: str
    success_test: str
    names_trafficking_law: bool
    authority: Authority
    starts_at: datetime | None
    ends_at: datetime | None
    expected_people: int
    children: str  # none, possible, likely
    is_exigent: bool
    sections: Mapping[str, Mapping[str, str]]
    holds: Sequence[Hold]
    presence: PresenceFacts
    verification_fresh_for: timedelta


@dataclass(frozen=True, slots=True)
class Finding:
    """One gate, red or green: its code, what is missing, and where it is put right. Green has no missing."""

    gate: str
    code: str
    cites: str
    cure: str
    missing: tuple[str, ...] = ()
    is_waived: bool = False

    @property
    def is_green(self) -> bool:
        return not self.missing or self.is_waived


@dataclass(frozen=True, slots=True)
class _Gate:
    """A gate as declared: which rule decides it. `evidence` gates alone give way to imminent danger (0.6)."""

    name: str
    cites: str
    cure: str
    check: Callable[[PlanFacts, datetime], tuple[str, tuple[str, ...]]]
    is_evidence: bool = field(default=False)


def is_blind_sweep(bases: frozenset[str]) -> bool:
    """Whether nothing lawful carries the plan: no basis, or only clean-up, nuisance, morals, assumption (SR-15, 16)."""
    return not bases & CARRYING


def open_gates(facts: PlanFacts, *, now: datetime) -> list[Finding]:
    """Every gate with what it is missing, in the order in which a planner can mend them."""
    return [_finding(gate, facts, now) for gate in GATES]


def first_red(findings: Sequence[Finding]) -> Finding | None:
    """The red gate to name first: the order of the gates is the order of mending."""
    return next((finding for finding in findings if not finding.is_green), None)


def may_move(current: str, wanted: Status) -> bool:
    """Whether the table of states lets a plan go from `current` to `wanted`."""
    return wanted in TRANSITIONS[Status(current)]


def is_approved(*, signed: Sequence[tuple[int, str]], content: str, needed: int) -> bool:
    """Whether enough different people signed exactly this content (domain 0.7, 0.8)."""
    return len({signer for signer, hashed in signed if hashed == content}) >= needed


def may_hold_assignment(kind: str, *, agency_kind: str) -> bool:
    """Entry, arrest, search, guard and command are law enforcement's alone (SR-39, NGO_ENFORCEMENT_ROLE)."""
    return kind not in ENFORCEMENT or agency_kind == "law_enforcement"


def _finding(gate: _Gate, facts: PlanFacts, now: datetime) -> Finding:
    code, missing = gate.check(facts, now)
    return Finding(gate.name, code, gate.cites, gate.cure, missing, is_waived=gate.is_evidence and facts.is_exigent)


def _basis(facts: PlanFacts, _now: datetime) -> tuple[str, tuple[str, ...]]:
    return "BLIND_SWEEP", ("carrying_basis",) if is_blind_sweep(facts.bases) else ()


def _presence(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    """High by the rule, and affirmed by an analyst and a supervisor; the last moment of freshness is fresh (2.4)."""
    presence = facts.presence
    if presence.lapses_at is not None and presence.lapses_at < now:
        return "PRESENCE_STALE", ("fresh_observation",)
    if presence.level != "high":
        return "PRESENCE_NOT_ESTABLISHED", (f"level_{presence.level}",)
    return "PRESENCE_NOT_ESTABLISHED", (f"affirmed_by_{presence.lacks}",) if presence.lacks else ()


def _first_hand(facts: PlanFacts, _now: datetime) -> tuple[str, tuple[str, ...]]:
    return "NO_FIRST_HAND_SOURCE", () if facts.presence.has_first_hand else ("first_hand",)


def _verified(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    verified_at = facts.presence.verified_at
    fresh = verified_at is not None and verified_at > now - facts.verification_fresh_for
    return "NOT_VERIFIED", () if fresh else ("verification",)


def _objective(facts: PlanFacts, _now: datetime) -> tuple[str, tuple[str, ...]]:
    asked = {
        "trafficking_provision": facts.names_trafficking_law,
        "objective": bool(facts.objective),
        "success_test": bool(facts.success_test),
    }
    return "NO_TRAFFICKING_OFFENCE", tuple(name for name, given in asked.items() if not given)


def _authority(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    given = facts.authority
    if not (given.kind and given.number and given.expires_at):
        return "AUTHORITY_MISSING", ("authority",)
    needed_until = max(now, facts.ends_at or now)
    return "AUTHORITY_EXPIRED", () if given.expires_at > needed_until else ("valid_authority",)


def _window(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    if facts.starts_at is None or facts.ends_at is None:
        return "WINDOW_MISSING", ("window",)
    return "WINDOW_PASSED", () if facts.ends_at > now else ("later_window",)


def _section(kind: str, code: str) -> Callable[[PlanFacts, datetime], tuple[str, tuple[str, ...]]]:
    def check(facts: PlanFacts, _now: datetime) -> tuple[str, tuple[str, ...]]:
        given = facts.sections.get(kind, {})
        return code, tuple(name for name in SECTIONS[kind] if not given.get(name))

    return check


def _segregation(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    code, missing = _section("segregation", "SEGREGATION_INCOMPLETE")(facts, now)
    if not missing and facts.sections["segregation"]["sightlines"] != "none":
        return "SIGHTLINE_CONFLICT", ("no_sightlines",)
    return code, missing


def _minors(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    """Needed unless children are excluded and no evidence speaks of one; a claim of adulthood excludes nobody."""
    if facts.children == "none" and not facts.presence.speaks_of_child:
        return "MINORS_PLAN_MISSING", ()
    return _section("minors", "MINORS_PLAN_MISSING")(facts, now)


def _care(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    _code, missing = _section("care", "NO_CARE_CAPACITY")(facts, now)
    if missing:
        return "NO_CARE_CAPACITY", missing
    needed_until = facts.ends_at or now
    held = sum(hold.places for hold in facts.holds if hold.until >= needed_until and hold.until > now)
    short = facts.expected_people - held
    return "NO_CARE_CAPACITY", (f"places_{short}",) if short > 0 else ()


def _media(facts: PlanFacts, now: datetime) -> tuple[str, tuple[str, ...]]:
    code, missing = _section("media", "MEDIA_PRESENT")(facts, now)
    if not missing and facts.sections["media"]["exclusion"] != "yes":
        return code, ("exclusion",)
    return code, missing


GATES: tuple[_Gate, ...] = (
    _Gate("basis", "SR-15, SR-16", "basis", _basis),
    _Gate("presence", "SR-01", "target", _presence, is_evidence=True),
    _Gate("first_hand", "SR-03", "target", _first_hand, is_evidence=True),
    _Gate("verified", "SR-14", "target", _verified, is_evidence=True),
    _Gate("objective", "SR-05", "basis", _objective),
    _Gate("authority", "SR-05", "basis", _authority),
    _Gate("window", "SR-05", "basis", _window),
    _Gate("unknowns", "SR-02", "unknowns", _section("unknowns", "UNKNOWNS_NOT_STATED")),
    _Gate("safety", "SR-06", "safety", _section("safety", "SAFETY_GROUP_MISSING")),
    _Gate("segregation", "SR-08, SR-10", "segregation", _segregation),
    _Gate("identification", "SR-17", "identification", _section("identification", "NO_IDENTIFICATION_PROCESS")),
    _Gate("interviews", "SR-11", "interviews", _section("interviews", "INTERVIEW_PLAN_MISSING")),
    _Gate("minors", "SR-35, SR-37", "minors", _minors),
    _Gate("evidence", "SR-19", "evidence", _section("evidence", "EVIDENCE_PLAN_MISSING")),
    _Gate("care", "SR-13", "care", _care),
    _Gate("media", "SR-42", "media", _media),
)

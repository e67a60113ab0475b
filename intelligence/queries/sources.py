"""What source controllers and handlers read, and what verdicts need of the register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from intelligence.models import (
    RaidTarget,
    ReportDerivation,
    SourceAuthorisation,
    SourceContactRecord,
    SourceIdentity,
    SourceReference,
    TargetLink,
)
from intelligence.rules import sources as rules
from intelligence.rules.source_words import WordLists
from intelligence.rules.sources import Standing
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.jurisdiction.pack import pack

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """One source as their officers see them at a moment: how they stand, and what waits."""

    source: SourceIdentity
    standing: Standing
    expires_at: datetime | None
    waiting: int
    lapses_soon: bool = False  # the first warning has been given

    @property
    def is_active(self) -> bool:
        return self.standing is Standing.ACTIVE

    @property
    def is_started(self) -> bool:
        """Whether there is an authorisation that can be ended."""
        return self.standing in {Standing.ACTIVE, Standing.LAPSED}


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on one source, newest first."""

    kept: Kept
    authorisations: Sequence[SourceAuthorisation]
    contacts: Sequence[SourceContactRecord]
    references: Sequence[SourceReference] = field(default_factory=list)


def sources_for(user: Any, *, now: datetime) -> list[Kept]:
    """The sources this person answers for, whoever needs something first. Four statements."""
    rows = SourceIdentity.objects.visible_to(user).select_related("controller", "handler", "co_handler")
    found = list(rows.prefetch_related("authorisations", "contacts__crossings")[:SHOWN])
    kept = [_kept(source, now=now) for source in found]
    far = now + timedelta(days=36500)
    return sorted(kept, key=lambda one: (one.source.shredded_at is not None, not one.waiting, one.expires_at or far))


def dossier_of(source: SourceIdentity, *, now: datetime) -> Dossier:
    """The authorisations, contacts and references of a source that the caller has found through its policy."""
    contacts = list(source.contacts.select_related("by").prefetch_related("crossings"))
    references = list(source.references.select_related("given_to", "issued_by"))
    steps = list(source.authorisations.select_related("by"))
    kept = _kept(source, now=now, steps=steps, contacts=contacts)
    return Dossier(kept, steps[::-1], contacts, references)


def crossings_of(contact: SourceContactRecord) -> Sequence[SourceReference]:
    """What crossed of a contact record that the caller has found through its policy."""
    return list(contact.crossings.select_related("issued_by"))


def standing_of(source: SourceIdentity, moment: datetime) -> Standing:
    """Whether the source's authorisation held at `moment`. The caller has found `source` through its policy."""
    return rules.standing_at([step.value() for step in source.authorisations.all()], moment)


def controllers_in(user: User) -> Any:
    """Who could oversee a source of this person's agency, by name."""
    return _holders(user, Function.SOURCE_CONTROLLER)


def handlers_in(user: User) -> Any:
    """Who could meet a source of this person's agency, by name."""
    return _holders(user, Function.INVESTIGATOR)


def writers_in(user: User) -> Any:
    """Who could write the report on what a source told, by name."""
    return _holders(user, Function.INVESTIGATOR, Function.ANALYST)


@as_house("what somebody was handed for a report they are to write")
def references_given_to(user: User) -> list[str]:
    """The references this person was given and has not used, newest first: letters by chance."""
    waiting = SourceReference.objects.filter(given_to=user, report=None, source__shredded_at=None)
    return list(waiting.order_by("-issued_at", "-pk").values_list("code", flat=True)[:SHOWN])


@as_house("whoever meets a source does not approve a plan that rests on them")
def handlers_behind(target: RaidTarget) -> frozenset[int]:
    """The primary keys of those who meet a source behind the evidence on `target`, however many reports lie between.

    For one question only: whether whoever is about to sign is one of them. No page shows it. One statement a step of
    derivation, and one.
    """
    known = set(TargetLink.objects.filter(target=target).values_list("report", flat=True))
    frontier = known
    while frontier:
        found = set(ReportDerivation.objects.filter(child__in=frontier).values_list("parent", flat=True))
        frontier = found - known
        known |= frontier
    officers = SourceReference.objects.filter(report__in=known).order_by()
    return frozenset().union(*(reference.source.handlers() for reference in officers.select_related("source")))


def word_lists() -> WordLists:
    """The words of the jurisdiction pack that may tell who a source is, every language at once."""
    return WordLists.of(pack().lists["source_words"].values())


def _holders(user: User, *functions: str) -> Any:
    held = User.objects.filter(is_active=True, agency=user.agency_id, held_functions__function__in=functions)
    return held.distinct().order_by("name")


def _kept(
    source: SourceIdentity,
    *,
    now: datetime,
    steps: Sequence[SourceAuthorisation] | None = None,
    contacts: Sequence[SourceContactRecord] | None = None,
) -> Kept:
    known = [step.value() for step in (source.authorisations.all() if steps is None else steps)]
    records = source.contacts.all() if contacts is None else contacts
    standing = rules.standing_at(known, now)
    expires_at = known[-1].until if known and standing in {Standing.ACTIVE, Standing.LAPSED} else None
    waiting = sum(not record.crossings.all() for record in records)
    warned_from = expires_at - pack().duration("source.warn_first") if expires_at else None
    lapses_soon = standing is Standing.ACTIVE and warned_from is not None and warned_from <= now
    return Kept(source, standing, expires_at, waiting, lapses_soon)

"""Exhibits, how each stands, and its chain of custody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from intelligence.models import CustodyTransfer, DisclosureReview, EvidenceItem, ExhibitDisclosure, ExhibitFile
from intelligence.rules.custody import Broken, Custody, custody, is_overdue
from taskforce.access.models import ids_called
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.jurisdiction.pack import pack

HANDLERS = (Function.INVESTIGATOR, Function.ANALYST, Function.PLANNER, Function.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Standing:
    """An exhibit and how it stands: who holds it by name, whether its custody audit is overdue, what perished."""

    item: EvidenceItem
    custody: Custody
    holder: str
    offered_to: str
    is_overdue: bool
    is_perishing: bool

    @property
    def code(self) -> str:
        """How it stands in one word, the worst first."""
        stands = self.custody
        if stands.is_disposed:
            return "disposed"
        if stands.is_broken:
            return "broken"
        if self.is_overdue:
            return "overdue"
        if self.is_perishing:
            return "perishing"
        return "offered" if stands.offered_to else "held" if stands.is_held else "whole"


def exhibits_for(user: Any) -> Any:
    """The exhibits this person sees, each knowing which fields they see; the newest number first."""
    return EvidenceItem.objects.with_fields_for(user).select_related("agency", "obtained_by")


def exhibits_standing(user: Any, *, now: datetime, only: str = "") -> list[Standing]:
    """The newest hundred exhibits this person sees and how they stand; `only` names one way to stand, or "mine".

    Four statements, one of them for keys.
    """
    items = list(exhibits_for(user)[:100])
    found = standings(items, now=now)
    if only == "mine":
        return [one for one in found if str(user.pk) in (one.custody.holder, one.custody.offered_to)]
    return [one for one in found if not only or one.code == only]


@as_house("a chain is read whole, whoever may read a part of it")
def standings(items: Sequence[EvidenceItem], *, now: datetime) -> list[Standing]:
    """How each of these exhibits stands, from its whole chain. The caller has found them through their policy."""
    chains: dict[int, list[CustodyTransfer]] = {item.pk: [] for item in items}
    by_pk = {item.pk: item for item in items}
    for row in CustodyTransfer.objects.filter(item__in=chains).order_by("item", "position"):
        row.item = by_pk[row.item_id]
        chains[row.item_id].append(row)
    stands = {pk: custody([row.value() for row in rows]) for pk, rows in chains.items()}
    people = _names({one for state in stands.values() for one in (state.holder, state.offered_to) if one})
    every = pack().duration("custody.audit")
    return [
        Standing(
            item, stands[item.pk], people.get(stands[item.pk].holder, ""), people.get(stands[item.pk].offered_to, ""),
            is_overdue(stands[item.pk], every=every, now=now), _is_perishing(item, stands[item.pk], now),
        )
        for item in items
    ]  # fmt: skip


def standing_of(item: EvidenceItem, *, now: datetime) -> Standing:
    """How one exhibit stands. The caller has found it through its policy."""
    return standings([item], now=now)[0]


def chain_of(user: Any, item: EvidenceItem) -> list[CustodyTransfer]:
    """Every row of the chain of custody, the first one first, for whoever sees the exhibit."""
    rows = CustodyTransfer.objects.with_fields_for(user).filter(item=item).order_by("position")
    return list(rows.select_related("by", "receiver"))


def faults_at(stands: Custody) -> Mapping[int, Sequence[Broken]]:
    """The faults of a chain by the row they were found in."""
    found: dict[int, list[Broken]] = {}
    for one in stands.faults:
        found.setdefault(one.position, []).append(one)
    return found


def files_of(user: Any, item: EvidenceItem) -> list[ExhibitFile]:
    """The files of an exhibit that this person sees, each knowing which fields they see."""
    return list(ExhibitFile.objects.with_fields_for(user).filter(item=item).select_related("uploaded_by"))


def disclosures_of(user: Any, item: EvidenceItem) -> list[ExhibitDisclosure]:
    """To whom an exhibit is, or was, disclosed."""
    return list(ExhibitDisclosure.objects.visible_to(user).filter(item=item).select_related("recipient"))


def receivers_for(user: User, item: EvidenceItem) -> Any:
    """Whom an exhibit can be handed to: colleagues who work with it, and prosecutors it is disclosed to."""
    told = ExhibitDisclosure.objects.filter(item=item, ended_at=None).values("recipient")
    ours = Q(agency=item.agency_id, held_functions__function__in=HANDLERS)
    prosecutors = Q(agency__in=told, held_functions__function__in=[Function.PROSECUTOR, Function.LEGAL_ADVISER])
    people = User.objects.filter(is_active=True).filter(ours | prosecutors).exclude(pk=user.pk)
    return people.select_related("agency").distinct().order_by("name")


def prosecutions() -> Any:
    """The agencies an exhibit can be disclosed to, or a review asked of."""
    return Agency.objects.filter(kind=Agency.Kind.PROSECUTION).order_by("name")


def reviews_for(user: Any) -> Any:
    """The disclosure reviews this person asked for, or can decide, newest first."""
    return DisclosureReview.objects.with_fields_for(user).select_related("agency", "reviewing_agency")[:100]


def converted_into(user: Any, review: DisclosureReview) -> EvidenceItem | None:
    """The exhibit that came out of a review, where the reader sees it."""
    return EvidenceItem.objects.visible_to(user).filter(review=review).first()


def exhibit_called(user: Any, text: str) -> EvidenceItem | None:
    """The exhibit a label, a reference or a number names, where the reader sees it."""
    said = text.strip().removesuffix("/").rpartition("/")[2]
    seen = EvidenceItem.objects.visible_to(user)
    called = ids_called(said)
    if called and called[0] == EvidenceItem.prefix:
        return seen.filter(public_id__range=called[1:]).first()
    if said.isdecimal() and len(said) < 10:
        return seen.filter(number=int(said), agency=user.agency_id).first()
    try:
        return seen.filter(public_id=UUID(said)).first()
    except ValueError:
        return None


def _is_perishing(item: EvidenceItem, stands: Custody, now: datetime) -> bool:
    warn = pack().duration("custody.perishable_warn")
    return not stands.is_disposed and item.perishable_until is not None and item.perishable_until <= now + warn


def _names(pks: Iterable[str]) -> dict[str, str]:
    return {str(person.pk): person.name for person in User.objects.filter(pk__in=[int(pk) for pk in pks])}

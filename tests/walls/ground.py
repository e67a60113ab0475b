"""One world in which every telling field of every row holds a word of its own, and who may read which, written by hand.

The table below is read from the domain paper (4.1, 4.3, 9 and 10), not from the policies: they are held against it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from taskforce.accounts.models import Agency, Function, User
from taskforce.kit.models import Draft
from taskforce.vault.blind_index import index_words
from taskforce.vault.fields import SealedField, SealedJSONField
from taskforce.vault.files import SealedFileField, keep_file
from taskforce.walls.management.commands.access_matrix import models_of_ours
from tests.builders import someone
from tests.cases.builders import Operation, a_launched_plan, somebody_met
from tests.oversight.builders import a_signed_week
from tests.shelters.builders import Stay, a_given_placement
from tests.uploads.builders import a_photograph_of, an_examined
from tests.victims.builders import a_booked_interview, a_release, a_talk
from tests.walls.rows import one_of_what_is_missing
from victims.services import keep_paper

F, K = Function, Agency.Kind
INTELLIGENCE = {F.INVESTIGATOR, F.ANALYST, F.PLANNER, F.SUPERVISOR}
OPERATIONS = {F.INVESTIGATOR, F.PLANNER, F.SUPERVISOR}
CARE = {F.COUNSELLOR, F.COORDINATOR}
PROSECUTES = {F.PROSECUTOR, F.LEGAL_ADVISER}
HOUSE = {F.SHELTER_MANAGER, F.SHELTER_WORKER}

Owner = Callable[[Any], object]


def released_to(person: Any) -> object:
    """The agency that was given the name and the needs, where the person signed for it; nobody otherwise."""
    return next((release.recipient for release in person.releases.all()), None)


def disclosed_to(item: Any) -> object:
    """The prosecution an exhibit is disclosed to now; nobody otherwise."""
    return next((given.recipient for given in item.disclosures.filter(ended_at=None)), None)


Right = tuple[Owner, set[Function]]


def answering_for(agency: str, source: str) -> list[Right]:
    """The source controllers of its agency, and the two officers who meet the source."""
    return [
        (attrgetter(agency), {F.SOURCE_CONTROLLER}),
        (attrgetter(f"{source}handler"), set()),
        (attrgetter(f"{source}co_handler"), set()),
    ]


# Whose people read it, and holding what. A field that is not named here is read by nobody.
MAY_READ: dict[str, list[Right]] = {
    "intelligence.RaidTarget": [(lambda t: t.agency, INTELLIGENCE)],
    "intelligence.IntelligenceReport": [(lambda r: r.agency, INTELLIGENCE)],
    "intelligence.Grade": [(lambda g: g.report.agency, INTELLIGENCE)],
    "intelligence.Entity": [(lambda e: e.agency, INTELLIGENCE)],
    "intelligence.ReasonableSuspicion": [(lambda s: s.entity.agency, INTELLIGENCE)],
    "intelligence.PresenceAffirmation": [(lambda a: a.target.agency, INTELLIGENCE)],
    "intelligence.TargetUnlinking": [(lambda u: u.target.agency, INTELLIGENCE)],
    "intelligence.AccountContamination": [(lambda c: c.agency, INTELLIGENCE)],
    "intelligence.ReportImport": [(lambda i: i.agency, {F.INVESTIGATOR, F.ANALYST})],
    "intelligence.IntelligenceFile": [(lambda f: f.agency, INTELLIGENCE)],
    "intelligence.HandlingConsent": [(lambda c: c.agency, {F.ANALYST, F.SUPERVISOR})],
    "intelligence.DangerAssessment": [(lambda d: d.agency, INTELLIGENCE)],
    "intelligence.UnlawfulMark": [(lambda m: m.agency, INTELLIGENCE)],
    "intelligence.ReviewDecision": [(lambda r: r.agency, INTELLIGENCE)],
    "intelligence.LegalHold": [(lambda h: h.agency, INTELLIGENCE)],
    "intelligence.Search": [(lambda s: s.user, set())],  # whoever asks
    "intelligence.EvidenceItem": [(lambda i: i.agency, INTELLIGENCE), (disclosed_to, PROSECUTES)],
    "intelligence.ExhibitFile": [(lambda f: f.item.agency, INTELLIGENCE)],
    "intelligence.ExhibitFile.caption": [
        (lambda f: f.item.agency, INTELLIGENCE),
        (lambda f: disclosed_to(f.item), PROSECUTES),
    ],
    "intelligence.ExhibitFile.shown": [
        (lambda f: f.item.agency, INTELLIGENCE),
        (lambda f: disclosed_to(f.item), PROSECUTES),
    ],
    "intelligence.CustodyTransfer": [
        (lambda t: t.item.agency, INTELLIGENCE),
        (lambda t: disclosed_to(t.item), PROSECUTES),
    ],
    "intelligence.DisclosureReview": [
        (lambda r: r.agency, INTELLIGENCE),
        (lambda r: r.reviewing_agency, PROSECUTES),
    ],
    "intelligence.Room": [(lambda r: r.target.agency, INTELLIGENCE)],
    "intelligence.Hazard": [(lambda h: h.target.agency, INTELLIGENCE)],
    "intelligence.SketchMark": [(lambda m: m.target.agency, INTELLIGENCE)],
    "intelligence.VerificationAttempt": [(lambda v: v.target.agency, INTELLIGENCE)],
    "intelligence.MatchExchange.outgoing": [(lambda x: x.agency, {F.SUPERVISOR})],
    "intelligence.MatchExchange.found": [(lambda x: x.agency, {F.SUPERVISOR})],
    "intelligence.DeconflictionCheck": [(lambda c: c.agency, INTELLIGENCE)],
    "intelligence.DeconflictionConflict": [(lambda c: c.agency, INTELLIGENCE)],
    "intelligence.SourceIdentity": answering_for("agency", ""),
    "intelligence.SourceAuthorisation": answering_for("source.agency", "source."),
    "intelligence.SourceContactRecord": answering_for("source.agency", "source."),
    "intelligence.SourceReference": answering_for("source.agency", "source."),
    "intelligence.Tip": [(lambda t: t.agency, {F.INVESTIGATOR, F.ANALYST})],
    "intelligence.Tip.teller": [(lambda t: t.agency, {F.ANALYST})],
    "cases.RaidPlan": [(lambda p: p.agency, OPERATIONS)],
    "cases.PlanSection": [(lambda s: s.plan.agency, OPERATIONS)],
    "cases.AfterAction": [(lambda a: a.plan.agency, OPERATIONS)],
    "cases.PartnerNotice": [
        (lambda n: n.plan.agency, OPERATIONS),
        (lambda n: n.agency, {F.COORDINATOR, F.SHELTER_MANAGER}),
    ],
    "victims.Person": [(lambda p: p.agency, {F.COUNSELLOR})],
    "victims.Person.called": [(lambda p: p.agency, {F.COUNSELLOR}), (released_to, HOUSE)],
    "victims.Person.gender": [(lambda p: p.agency, CARE)],
    "victims.CounsellingSession": [(lambda s: s.person.agency, {F.COUNSELLOR})],
    "victims.CounsellingSession.needs": [
        (lambda s: s.person.agency, {F.COUNSELLOR}),
        (lambda s: released_to(s.person), HOUSE),
    ],
    "victims.Release": [(lambda r: r.discloser, {F.COUNSELLOR})],
    "victims.PersonFile": [(lambda f: f.person.agency, {F.COUNSELLOR})],
    "victims.Interview": [(lambda i: i.interviewer, set())],  # whoever is named on it, and nobody else
    "victims.Interview.interpreter": [
        (lambda i: i.interviewer, set()),
        (lambda i: i.person.agency, {F.COUNSELLOR}),
    ],
    "shelters.Shelter": [(lambda s: s.agency, HOUSE)],
    "shelters.Shelter.contact_route": [(lambda s: s.agency, HOUSE), (lambda _s: K.VICTIM_SERVICES, CARE)],
    "shelters.Shelter.house_rules": [(lambda s: s.agency, HOUSE), (lambda _s: K.VICTIM_SERVICES, CARE)],
    "shelters.Bed": [(lambda b: b.shelter.agency, HOUSE)],
    "shelters.Placement": [(lambda p: p.shelter.agency, HOUSE), (lambda p: p.person.agency, CARE)],
    "shelters.HandoffReceipt": [
        (lambda r: r.placement.shelter.agency, HOUSE),
        (lambda r: r.placement.person.agency, CARE),
    ],
    "shelters.HandoffReceipt.code_word": [(lambda r: r.placement.shelter.agency, HOUSE)],
    "oversight.AuditReview": [(lambda r: r.agency, {F.AUDITOR})],
    "access.BreakGlass": [
        (lambda g: g.owner, {F.SUPERVISOR, F.COORDINATOR, F.SHELTER_MANAGER}),
        (lambda g: g.by, set()),
    ],
    "kit.Draft": [(lambda d: d.user, set())],
    "accounts.Invitation": [(lambda i: i.agency, {F.ADMINISTRATOR})],
}
# What stands in the clear and tells all the same.
ALSO_TELLING = {
    "intelligence.RaidTarget": ["title"],
    "intelligence.IntelligenceReport": ["source_ref"],
    "cases.PartnerNotice": ["genders", "languages", "needs"],
    "victims.Person": ["gender"],
    "victims.Interview": ["interpreter"],
    "shelters.Shelter": ["contact_route", "house_rules"],
    "shelters.Bed": ["unit"],
    "shelters.HandoffReceipt": ["meeting_point"],
}


KEPT_AS_JSON = {"cases.PlanSection", "kit.Draft"}


@dataclass(frozen=True, slots=True)
class Planted:
    """A word that stands in one field of one row, and who may read it."""

    word: str
    name: str
    rights: tuple[tuple[object, frozenset[Function]], ...]
    is_sealed: bool

    def may_be_read_by(self, reader: User) -> bool:
        return any(self._opens(reader, owner, functions) for owner, functions in self.rights)

    @staticmethod
    def _opens(reader: User, owner: object, functions: frozenset[Function]) -> bool:
        if isinstance(owner, User):
            return reader.pk == owner.pk
        works_there = reader.agency_id == owner.pk if isinstance(owner, Agency) else reader.agency.kind == owner
        return works_there and bool(reader.functions & functions)


@dataclass
class Ground:
    """The world, its words and its readers."""

    stay: Stay
    operation: Operation
    planted: list[Planted] = field(default_factory=list)
    readers: list[User] = field(default_factory=list)


@transaction.atomic
def a_planted_world(at: datetime) -> Ground:
    """Every kind of row by several agencies, each telling field planted, and somebody of every function beside them."""
    stay, operation = a_given_placement(at), a_launched_plan(at)
    somebody_met(operation, at)
    talk = a_talk(stay.care, at)
    a_release(stay.care, stay.house.shelter.agency, "name", "needs", at=by_the_database())
    police = stay.care.investigator.agency
    interviewer = someone(F.INTERVIEWER, agency=police)
    a_booked_interview(stay.care, at + timedelta(days=2), interviewer=interviewer)
    a_photograph_of(operation.plan.target, at)
    keep_paper(person_id=stay.care.person.public_id, file=an_examined(), caption="x", by=stay.care.counsellor, at=at)
    Draft.objects.create(
        user=stay.care.counsellor, key=f"session:{talk.public_id}", body="x", base_version=1, saved_at=at
    )
    watch = a_signed_week(at).agency
    one_of_what_is_missing(stay, operation, at)
    ground = Ground(stay, operation)
    ground.planted = list(_plant())
    ground.readers = [interviewer, stay.care.counsellor, *_readers(stay, operation)]
    ground.readers.append(someone(F.AUDITOR, agency=watch))
    return ground


def by_the_database() -> datetime:
    """Now by the clock that ends releases; that of the process may stand still."""
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def sealed_fields(model: type[models.Model]) -> list[str]:
    """What the vault keeps of a model, whatever the class of the field."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)]


def put(row: models.Model, name: str, word: str) -> None:
    """The word in one field, in the shape that this field keeps."""
    kept_as = row._meta.get_field(name)
    if isinstance(kept_as, SealedFileField):
        keep_file(row, name, [word.encode()])
    elif isinstance(kept_as, SealedJSONField):
        setattr(row, name, (getattr(row, name) or {}) | {"said": [word]})
    else:
        setattr(row, name, f'{{"said": ["{word}"]}}' if row._meta.label in KEPT_AS_JSON else word)


def _plant() -> Iterator[Planted]:
    numbers = count(1)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # what is written once stands aside for this
    for label in sorted(models_of_ours()):
        model = apps.get_model(label)
        names = sealed_fields(model) + ALSO_TELLING.get(label, [])
        for row in model._base_manager.all() if names else ():
            words = {name: f"quince{next(numbers):04d}z" for name in names}
            for name, word in words.items():
                put(row, name, word)
            row.save()
            if label == "victims.Person":
                index_words(row, "called", words["called"])  # as whoever describes a person does
            for name, word in words.items():
                rights = MAY_READ.get(f"{label}.{name}", MAY_READ.get(label, []))
                owners = tuple((owner(row), frozenset(functions)) for owner, functions in rights)
                yield Planted(word, f"{label}.{name}", owners, name in sealed_fields(model))
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = origin")


def _readers(stay: Stay, operation: Operation) -> Iterator[User]:
    """Each function alone where it belongs; every function at once in each kind of agency that owns nothing here."""
    police = {F.INVESTIGATOR, F.ANALYST, F.SOURCE_CONTROLLER, F.PLANNER, F.SUPERVISOR, F.PROSECUTOR, F.LEGAL_ADVISER,
              F.INTERVIEWER, F.ADMINISTRATOR}  # fmt: skip
    care = {F.COUNSELLOR, F.COORDINATOR, F.INTERPRETER, F.CHILD_PROTECTION, F.GUARDIAN}
    house = {F.SHELTER_MANAGER, F.SHELTER_WORKER, F.MEDICAL}
    for agency, functions in (
        (stay.care.investigator.agency, police),
        (stay.care.person.agency, care),
        (stay.house.shelter.agency, house),
    ):
        yield from (someone(function, agency=agency) for function in sorted(functions))
        yield someone(*(set(F) - functions), agency=agency)  # every hat that does not belong there
    yield someone(F.SHELTER_MANAGER, agency=operation.manager.agency)
    yield someone(F.PLANNER, agency=operation.plan.agency)
    yield someone(F.AUDITOR, kind=K.OVERSIGHT)
    yield someone(F.PROSECUTOR, F.LEGAL_ADVISER, kind=K.PROSECUTION)
    yield someone(F.CHILD_PROTECTION, F.GUARDIAN, kind=K.CHILD_PROTECTION)
    for kind in K:
        yield someone(*F, kind=kind)

"""Who sees people in care. Police have no line on counselling, and of a person only what an interview needs.

What a person releases to another agency in writing, its people read for as long: exactly those fields.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from taskforce.access.kept import Rows
from taskforce.access.policy import (
    AgencyKind,
    Condition,
    Holds,
    Linked,
    OwnAgency,
    Related,
    Where,
    policy,
    policy_of,
)
from taskforce.access.reach import Actor, ForEachRow
from taskforce.accounts.models import Agency, Function
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, PersonFile, PersonGrant, Release
from victims.rules import PARTS, RECEIVERS, Item, receivable

CARE_AGENCY = AgencyKind(Agency.Kind.VICTIM_SERVICES)
COUNSELS = CARE_AGENCY & Holds(Function.COUNSELLOR)
CARES = CARE_AGENCY & Holds(Function.COUNSELLOR, Function.COORDINATOR)
INTERVIEWS = Holds(Function.INTERVIEWER)
HAS_AN_INTERVIEW = INTERVIEWS & Linked("victims.Interview", "person", Related("interviewer"))
IS_BOOKED = Where(_("it is still open"), state="booked")

# In an emergency another agency's carers call them by name and find the safe way to them; police learn whom to ask.
NOT_POLICE = ~AgencyKind(Agency.Kind.LAW_ENFORCEMENT)
CARES_ELSEWHERE = CARES | (NOT_POLICE & Holds(Function.CHILD_PROTECTION, Function.SHELTER_MANAGER))
LOOKS_FOR_THEM = AgencyKind(Agency.Kind.LAW_ENFORCEMENT) & Holds(Function.INVESTIGATOR, Function.SUPERVISOR)
PERSON_IN_DANGER = {"agency", "child_status", "language", "gender", "opened_at"}
AS_RECIPIENTS_KNOW_IT = {
    "person", "discloser", "recipient", "items", "purpose", "signed_at", "expires_at", "withdrawn_at", "expired_at",
}  # fmt: skip


class Released(Condition):
    """A release to the reader's agency covers this item of the person at `path`, in force by the database's clock.

    On a talk's own row the item "needs" is of the very talks that were named when it was signed.
    """

    relation = "released"

    def __init__(self, item: Item, *, path: str = "pk") -> None:
        self.item, self.path = item, path
        self.key = f"released:{item.value}"

    def rows(self, actor: Actor) -> Rows:
        releases = Release._base_manager.filter(
            person=OuterRef(self.path), recipient=actor.agency_id, items__contains=[self.item.value],
            withdrawn_at=None, expires_at__gt=Now(),
        )  # fmt: skip
        if self.item == Item.NEEDS and self.path != "pk":
            releases = releases.filter(talks__contains=[OuterRef("public_id")])
        return Q(ForEachRow(releases))


class Recipient(OwnAgency):
    """The row is a release to the reader's agency: its own agency is another one."""

    relation = "released"

    def __init__(self) -> None:
        super().__init__("recipient")


def receives(items: Iterable[Item]) -> Condition:
    """Whoever reads some of these items when they are released to their agency."""
    kinds = [kind for kind in RECEIVERS if set(items) & set(receivable(kind))]
    return reduce(or_, (AgencyKind(kind) & Holds(*RECEIVERS[kind]) for kind in kinds))


policy(Person).owned_by("agency").sensitive("victim").exported(
    "called", "child_status", "language", "gender", "opened_at"
).rows(COUNSELS & OwnAgency()).rows(
    CARES & OwnAgency(), fields={"agency", "child_status", "language", "gender", "opened_at", "recovery"}
).rows(HAS_AN_INTERVIEW, fields={"child_status", "language"}).act("care", COUNSELS & OwnAgency()).act(
    "place", CARES & OwnAgency()
).act("release", COUNSELS & OwnAgency()).breakable(
    CARES_ELSEWHERE, fields=PERSON_IN_DANGER | {"called", "safe_contact"}, assessed=PERSON_IN_DANGER, lethal=True
).breakable(LOOKS_FOR_THEM, fields=PERSON_IN_DANGER)
policy(PersonGrant).rows(Related("user"))
policy(CounsellingPeriod).owned_by("person__agency").sensitive("victim", about="person").rows(
    CARES & OwnAgency("person__agency")
).act("close", COUNSELS & OwnAgency("person__agency")).act("lengthen", COUNSELS & OwnAgency("person__agency"))
policy(CounsellingSession).owned_by("person__agency").sensitive(
    "victim", about="person", unusual=~Related("counsellor")
).rows(COUNSELS & OwnAgency("person__agency")).act("write", COUNSELS & OwnAgency("person__agency"))
policy(Interview).owned_by("person__agency").sensitive("victim", about="person").rows(
    INTERVIEWS & Related("interviewer")
).rows(
    COUNSELS & OwnAgency("person__agency"),
    fields={
        "person", "interviewer", "booked_by", "held_at", "place", "language", "interpreter", "support_person", "agreed",
        "declined", "state", "finished_at",
    },
).act("write", INTERVIEWS & Related("interviewer") & IS_BOOKED)  # fmt: skip
policy(PersonFile).owned_by("person__agency").sensitive("victim", about="person").rows(
    COUNSELS & OwnAgency("person__agency")
).act("withdraw", COUNSELS & OwnAgency("person__agency"))
policy(Release).owned_by("discloser").sensitive("victim", about="person").rows(COUNSELS & OwnAgency("discloser")).rows(
    CARES & OwnAgency("discloser"), fields=AS_RECIPIENTS_KNOW_IT | {"withdrawn_by", "withdrawn_how"}
).rows(receives(Item) & Recipient(), fields=AS_RECIPIENTS_KNOW_IT).act("withdraw", CARES & OwnAgency("discloser"))
for item, part in PARTS.items():
    gives = receives([item])
    if part.model == Person._meta.label:
        policy_of(Person).rows(gives & Released(item), fields=part.fields)
    else:  # of the person themselves their reference alone
        policy_of(Person).rows(gives & Released(item), fields={"reference"})
        policy_of(apps.get_model(part.model)).rows(gives & Released(item, path="person"), fields=part.fields)

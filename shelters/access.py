"""Who sees shelters. The location is the shelter's own; everybody else works with its code."""

from django.utils.translation import gettext_lazy as _

from shelters.models import Bed, HandoffReceipt, Placement, Shelter, ShelterGrant
from taskforce.access.policy import AgencyKind, Holds, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Agency, Function

HOUSE = AgencyKind(Agency.Kind.SHELTER) & Holds(Function.SHELTER_MANAGER, Function.SHELTER_WORKER)
MANAGES = AgencyKind(Agency.Kind.SHELTER) & Holds(Function.SHELTER_MANAGER)
CARES = AgencyKind(Agency.Kind.VICTIM_SERVICES) & Holds(Function.COUNSELLOR, Function.COORDINATOR)
RECOVERED = AgencyKind(Agency.Kind.LAW_ENFORCEMENT) & Holds(Function.INVESTIGATOR, Function.SUPERVISOR)
SHELTER_AS_OTHERS_KNOW_IT = {
    "code",
    "contact_route",
    "genders",
    "takes_children",
    "takes_adults",
    "house_rules",
}

# Where a house is: never to police, and to nobody outside it before its own manager has confirmed, whatever the danger.
CARES_ELSEWHERE = CARES | (
    ~AgencyKind(Agency.Kind.LAW_ENFORCEMENT) & Holds(Function.CHILD_PROTECTION, Function.SHELTER_MANAGER)
)

policy(Shelter).owned_by("agency").sensitive("shelter").rows(HOUSE & OwnAgency()).rows(
    CARES, fields=SHELTER_AS_OTHERS_KNOW_IT
).breakable(
    CARES_ELSEWHERE,
    fields=SHELTER_AS_OTHERS_KNOW_IT | {"agency", "location"},
    assessed=SHELTER_AS_OTHERS_KNOW_IT | {"agency"},
    lethal=True,
).breakable(RECOVERED, fields={"agency", "code", "contact_route"}).act("hold", MANAGES & OwnAgency())
policy(ShelterGrant).rows(Related("user"))
policy(Bed).exported("unit", "label", "is_closed").rows(HOUSE & OwnAgency("shelter__agency"))
policy(Placement).owned_by("person__agency").exported(
    "shelter_code", "state", "is_child", "gender", "language", "requested_at", "answer_by", "arrived_at", "exited_at"
).sensitive(
    "shelter", about="person", unusual=Where(_("it is over"), state__in=["exited", "declined", "cancelled"])
).rows(HOUSE & OwnAgency("shelter__agency")).rows(CARES & OwnAgency("person__agency")).rows(
    RECOVERED & OwnAgency("person__recovery__encounter__plan__agency"),
    fields={"shelter_code", "state", "arrived_at"},
).act("answer", HOUSE & OwnAgency("shelter__agency") & Where(_("it waits for an answer"), state="requested")).act(
    "choose", CARES & OwnAgency("person__agency") & Where(_("a place is offered"), state="offered")
).act(
    "cancel",
    CARES & OwnAgency("person__agency") & Where(_("it is open"), state__in=["requested", "offered", "accepted"]),
).act(
    "hand_over",
    CARES & OwnAgency("person__agency") & Where(_("the person is on the way"), state__in=["accepted", "in_transit"]),
).act(
    "receive",
    HOUSE & OwnAgency("shelter__agency") & Where(_("the person is on the way"), state__in=["accepted", "in_transit"]),
).act("exit", HOUSE & OwnAgency("shelter__agency") & Where(_("the person stays there"), state="active"))
policy(HandoffReceipt).owned_by("placement__person__agency").sensitive("shelter", about="placement__person").rows(
    HOUSE & OwnAgency("placement__shelter__agency")
).rows(
    CARES & OwnAgency("placement__person__agency"),
    fields={
        "placement", "meeting_point", "belongings", "documents_given", "medication_given", "given_by", "given_at",
        "received_by", "received_at",
    },
)  # fmt: skip

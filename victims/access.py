"""Who sees people in care. Police have no line on counselling, and of a person only what an interview needs."""

from django.utils.translation import gettext_lazy as _

from taskforce.access.policy import AgencyKind, Holds, Linked, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Agency, Function
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, PersonGrant

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

policy(Person).owned_by("agency").sensitive("victim").exported(
    "called", "child_status", "language", "gender", "opened_at"
).rows(COUNSELS & OwnAgency()).rows(
    CARES & OwnAgency(), fields={"agency", "child_status", "language", "gender", "opened_at", "recovery"}
).rows(HAS_AN_INTERVIEW, fields={"child_status", "language"}).act("care", COUNSELS & OwnAgency()).act(
    "place", CARES & OwnAgency()
).breakable(
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
).act("write", INTERVIEWS & Related("interviewer") & IS_BOOKED).act(
    "move", COUNSELS & OwnAgency("person__agency") & IS_BOOKED
)  # fmt: skip

"""Who sees people in care. Police have no line on counselling, and of a person only what an interview needs."""

from taskforce.access.policy import AgencyKind, Holds, Linked, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Agency, Function
from victims.models import CounsellingPeriod, CounsellingSession, Interview, Person, PersonGrant

CARE_AGENCY = AgencyKind(Agency.Kind.VICTIM_SERVICES)
COUNSELS = CARE_AGENCY & Holds(Function.COUNSELLOR)
CARES = CARE_AGENCY & Holds(Function.COUNSELLOR, Function.COORDINATOR)
INTERVIEWS = Holds(Function.INTERVIEWER)
HAS_AN_INTERVIEW = INTERVIEWS & Linked("victims.Interview", "person", Related("interviewer"))
IS_BOOKED = Where("it is still open", state="booked")

policy(Person).rows(COUNSELS & OwnAgency()).rows(
    CARES & OwnAgency(), fields={"agency", "child_status", "language", "gender", "opened_at", "recovery"}
).rows(HAS_AN_INTERVIEW, fields={"child_status", "language"}).act("care", COUNSELS & OwnAgency()).act(
    "place", CARES & OwnAgency()
)
policy(PersonGrant).rows(Related("user"))
policy(CounsellingPeriod).rows(CARES & OwnAgency("person__agency")).act(
    "close", COUNSELS & OwnAgency("person__agency")
).act("lengthen", COUNSELS & OwnAgency("person__agency"))
policy(CounsellingSession).rows(COUNSELS & OwnAgency("person__agency")).act(
    "write", COUNSELS & OwnAgency("person__agency")
)
policy(Interview).rows(INTERVIEWS & Related("interviewer")).rows(
    COUNSELS & OwnAgency("person__agency"),
    fields={
        "person", "interviewer", "booked_by", "held_at", "place", "language", "interpreter", "support_person", "agreed",
        "declined", "state", "finished_at",
    },
).act("write", INTERVIEWS & Related("interviewer") & IS_BOOKED).act(
    "move", COUNSELS & OwnAgency("person__agency") & IS_BOOKED
)  # fmt: skip

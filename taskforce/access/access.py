"""Who sees the platform's own rows. (accounts and audit lie below the policy language, so their lines stand here.)"""

from django.utils.translation import gettext_lazy as _

from taskforce.access.models import BreakGlass, Dissemination
from taskforce.access.policy import Anyone, Holds, Nobody, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Agency, Function, HeldFunction, Invitation, PartnerAgreement, User
from taskforce.audit.models import AuditAnchor, AuditBlock, AuditEntry
from taskforce.vault.models import BlindIndex, DomainKey, HouseKey, KeyGrant, RecordKey, WordIndex

ADMINISTRATOR = Holds(Function.ADMINISTRATOR)
OVERSEERS = (Function.SUPERVISOR, Function.COORDINATOR, Function.SHELTER_MANAGER)
OVERSEES = Holds(*OVERSEERS)
AUDITS = Holds(Function.AUDITOR)
NOT_YET = _("nobody has done so")

policy(Agency).rows(Anyone(), fields={"name", "code", "kind"}).act("invite", ADMINISTRATOR & OwnAgency("pk"))
# Who did what is no case content: oversight reads the names of those on record, and for whom they work.
policy(User).rows(Related("pk")).rows(OwnAgency(), fields={"name", "agency"}).rows(
    AUDITS, fields={"name", "agency"}
).rows(ADMINISTRATOR & OwnAgency()).act("release", ADMINISTRATOR & OwnAgency()).act(
    "deactivate", ADMINISTRATOR & OwnAgency()
)
policy(HeldFunction).rows(Related("user")).rows(ADMINISTRATOR & OwnAgency("user__agency"))
policy(PartnerAgreement).rows(OwnAgency())
policy(Invitation).rows(ADMINISTRATOR & OwnAgency())
policy(AuditEntry).exported(
    "public_id", "at", "actor", "agency", "verb", "object_type", "object_id", "outcome", "codes", "rows"
).rows(AUDITS).act("trace", AUDITS)  # who was shown one record: asked with a purpose, and on record
policy(AuditBlock).rows(AUDITS)
policy(AuditAnchor).rows(OwnAgency()).rows(AUDITS)
policy(DomainKey).rows(Anyone(), fields={"agency", "version", "public_key"})  # anybody may seal to an agency
policy(RecordKey).rows(OwnAgency())
policy(KeyGrant).rows(OwnAgency())
policy(BlindIndex).rows(OwnAgency())
policy(WordIndex).rows(Nobody())  # the house looks words up for one agency, and narrows what it finds to the asker
policy(HouseKey).rows(Nobody())
policy(Dissemination).rows(OVERSEES & OwnAgency("owner")).rows(AUDITS)
# Why a glass was broken is sealed to the agency whose record it was; oversight sees that it was, by whom and how long.
JUDGES = (OVERSEES & OwnAgency("owner")) | AUDITS
policy(BreakGlass).rows(Related("by")).rows(OVERSEES & OwnAgency("owner")).rows(
    AUDITS,
    fields={
        "by", "owner", "subject_type", "subject_id", "subject_reference", "is_lethal", "is_danger", "opens", "asked_at",
        "confirm_by", "second", "opened_at", "until", "ended_at", "ended_by", "verdict", "reviewed_at", "reviewed_by",
    },
).act("confirm", OVERSEES & OwnAgency("owner") & ~Related("by") & Where(NOT_YET, second__isnull=True)).act(
    "end", (OVERSEES & OwnAgency("owner")) | Related("by")
).act("review", JUDGES & ~Related("by") & Where(NOT_YET, verdict=""))  # fmt: skip

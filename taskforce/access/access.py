"""Who sees the platform's own rows. (accounts and audit lie below the policy language, so their lines stand here.)"""

from taskforce.access.policy import Anyone, Holds, OwnAgency, Related, Where, policy
from taskforce.accounts.models import Agency, Function, HeldFunction, Invitation, PartnerAgreement, User
from taskforce.audit.models import AuditAnchor, AuditBlock, AuditEntry
from taskforce.vault.models import BlindIndex, DomainKey, KeyGrant, RecordKey

ADMINISTRATOR = Holds(Function.ADMINISTRATOR)

policy(Agency).rows(Anyone(), fields={"name", "code", "kind"}).act("invite", ADMINISTRATOR & OwnAgency("pk"))
policy(User).rows(Related("pk")).rows(OwnAgency(), fields={"name", "agency"}).rows(ADMINISTRATOR & OwnAgency()).act(
    "release", ADMINISTRATOR & OwnAgency()
).act("deactivate", ADMINISTRATOR & OwnAgency())
policy(HeldFunction).rows(Related("user")).rows(ADMINISTRATOR & OwnAgency("user__agency"))
policy(PartnerAgreement).rows(OwnAgency())
policy(Invitation).rows(ADMINISTRATOR & OwnAgency()).act(
    "withdraw", ADMINISTRATOR & OwnAgency() & Where("it is still open", accepted_at__isnull=True)
)
policy(AuditEntry).rows(Holds(Function.AUDITOR))
policy(AuditBlock).rows(Holds(Function.AUDITOR))
policy(AuditAnchor).rows(OwnAgency()).rows(Holds(Function.AUDITOR))
policy(DomainKey).rows(Anyone(), fields={"agency", "version", "public_key"})  # anybody may seal to an agency
policy(RecordKey).rows(OwnAgency())
policy(KeyGrant).rows(OwnAgency())
policy(BlindIndex).rows(OwnAgency())

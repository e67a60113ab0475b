"""Who sees exhibits: who works on intelligence in their agency, and the prosecutors they were disclosed to (4.1)."""

from django.utils.translation import gettext_lazy as _

from intelligence.access.who import LOGS, POLICE, WORKS_ON_INTELLIGENCE
from intelligence.models import CustodyTransfer, DisclosureReview, EvidenceItem, ExhibitDisclosure, ExhibitFile
from taskforce.access.policy import AgencyKind, Holds, Linked, OwnAgency, Sees, Where, policy
from taskforce.accounts.models import Agency, Function

PROSECUTES = AgencyKind(Agency.Kind.PROSECUTION) & Holds(Function.PROSECUTOR, Function.LEGAL_ADVISER)
OURS = WORKS_ON_INTELLIGENCE & OwnAgency()
DISCLOSED = PROSECUTES & Linked(
    "intelligence.ExhibitDisclosure",
    "item",
    OwnAgency("recipient") & Where(_("it was not taken back"), ended_at__isnull=True),
)
INVESTIGATES = POLICE & Holds(Function.INVESTIGATOR)
SUPERVISES = POLICE & Holds(Function.SUPERVISOR)

# What a prosecutor sees of an exhibit: all but which target it belongs to, and what review it came out of.
EXHIBIT_ACROSS = {
    "agency", "number", "kind", "description", "place", "basis", "basis_words", "obtained_at", "obtained_by",
    "logged_at", "perishable_until",
}  # fmt: skip
FILE_ACROSS = {"caption", "shown", "kind", "uploaded_at", "item"}
# What a reviewer sees: the words that would be used. Not the report, nor who asks.
REVIEW_ACROSS = {"agency", "proposed", "protection", "asked_at", "decision", "decided_at", "decided_by"}

policy(EvidenceItem).owned_by("agency").rows(OURS).rows(DISCLOSED, fields=EXHIBIT_ACROSS).act(
    "receive", INVESTIGATES
).act("attach", INVESTIGATES & OwnAgency()).act("handle", OURS | DISCLOSED).act("check", OURS).act(
    "explain", SUPERVISES & OwnAgency()
).act("hold", (SUPERVISES & OwnAgency()) | DISCLOSED).act("consent", Holds(Function.PROSECUTOR) & DISCLOSED).act(
    "dispose", SUPERVISES & OwnAgency()
).act("disclose", SUPERVISES & OwnAgency())

policy(CustodyTransfer).rows(Sees(EvidenceItem, "item"))

policy(ExhibitFile).owned_by("item__agency").rows(WORKS_ON_INTELLIGENCE & OwnAgency("item__agency")).rows(
    Sees(EvidenceItem, "item"), fields=FILE_ACROSS
).act("open_original", WORKS_ON_INTELLIGENCE & OwnAgency("item__agency"))

policy(ExhibitDisclosure).rows(WORKS_ON_INTELLIGENCE & OwnAgency("item__agency")).rows(
    PROSECUTES & OwnAgency("recipient")
)

policy(DisclosureReview).owned_by("agency").rows(OURS).rows(
    PROSECUTES & OwnAgency("reviewing_agency"), fields=REVIEW_ACROSS
).act("ask", LOGS).act(
    "decide", PROSECUTES & OwnAgency("reviewing_agency") & Where(_("nobody has decided"), decision="")
).act("convert", INVESTIGATES & OwnAgency())

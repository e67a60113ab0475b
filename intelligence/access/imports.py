"""Who sees files of reports on their way in: whoever logs reports there, for what is in them will be theirs to read."""

from intelligence.access.who import LOGS
from intelligence.models import ReportImport
from taskforce.access.policy import OwnAgency, Related, policy

policy(ReportImport).owned_by("agency").sensitive("source").rows(LOGS & OwnAgency()).act("bring", LOGS).act(
    "take", LOGS & Related("by")
).act("abandon", LOGS & OwnAgency())

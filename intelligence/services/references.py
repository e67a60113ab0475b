"""What a report may say it rests on: the register's reference in its own writer's hand, no tip nobody vetted."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intelligence.models import IntelligenceReport, SourceReference, Tip
from intelligence.queries.sources import standing_of
from intelligence.rules.sources import Standing
from taskforce.access.models import ids_called
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.refusal import Refusal

WHY_NOT = {
    "SOURCE_WALL": gettext_lazy("A reference is for one report, and for the person it was given to."),
    "NOT_SANITISED": gettext_lazy("This report is for somebody else to write."),
    "SOURCE_UNAUTHORISED": gettext_lazy("No authorisation was in force then."),
}


def refuse_unvetted_tip(*, source_type: str, source_ref: str, by: User) -> None:
    """Refuse a report that rests on a tip beside its vetting. For the services that log reports.

    Only an analyst makes a report of what the public told, and of a tip in the store only its own decision does.
    Refuses with TIP_UNVETTED.
    """
    is_public = source_type == IntelligenceReport.SourceType.PUBLIC_TIP
    if (is_public and not by.holds(Function.ANALYST)) or _is_a_tip(source_ref, by):
        raise Refusal(
            "TIP_UNVETTED",
            _("A tip from the public rests in its own store until an analyst has decided about it."),
            field="source_type",
            fix=_("Take it down as a tip. An analyst makes a report of it, or says why not."),
        )


@as_house("what a reference of the register stands for")
def reference_for(code: str, *, by: User) -> SourceReference | None:
    """The reference of the register that is called so, locked; None for one that the register never made.

    For the services that log reports, after they asked whether `by` may. What it gives goes no further than they.
    Refuses with SOURCE_WALL (given to somebody else, or used), NOT_SANITISED (its writer meets the source by now),
    SOURCE_UNAUTHORISED.
    """
    known = SourceReference.objects.select_for_update(of=("self",)).select_related("source")
    found = known.filter(code=code.strip().upper()).first()
    if found is None:
        return None
    code = why_not(found, by=by)
    if code:
        fix = _("Ask whoever gave it to you for a new one.") if code == "SOURCE_WALL" else ""
        raise Refusal(code, str(WHY_NOT[code]), field="source_ref", fix=fix)
    return found


def why_not(reference: SourceReference, *, by: User) -> str:
    """The code for which `by` may not write a report under this reference; empty where they may. For the house."""
    if reference.given_to_id != by.pk or reference.report_id is not None:
        return "SOURCE_WALL"
    if by.pk in reference.source.handlers():
        return "NOT_SANITISED"
    if standing_of(reference.source, reference.tasked_at) is not Standing.ACTIVE:
        return "SOURCE_UNAUTHORISED"
    return ""


@as_house("which report a reference was used for")
def use_reference(reference: SourceReference, *, report: IntelligenceReport, by: User, at: datetime) -> None:
    """Note on the source's side which report a reference went into. For the services that log reports."""
    reference.report, reference.used_at = report, at
    reference.save(update_fields=["report", "used_at"])
    record("intelligence.source.reference_used", by=by, obj=reference)


@as_house("whether a reference is that of a tip")
def _is_a_tip(source_ref: str, by: User) -> bool:
    """Whether this is what a tip in the store of the agency of `by` is called. For services that log reports."""
    called = ids_called(source_ref)
    if called is None or called[0] != Tip.prefix:
        return False
    return Tip.objects.filter(public_id__range=called[1:], agency=by.agency_id).exists()

"""News that evidence has changed, for whoever stands on it."""

from intelligence.events import EvidenceChanged
from intelligence.models import IntelligenceReport, ReportDerivation, TargetLink
from taskforce.accounts.acting import as_house
from taskforce.events import publish


@as_house("whose evidence this was")
def tell_targets_of(report: IntelligenceReport) -> None:
    """Publish that the evidence on every target that this report, or any that rests on it, speaks of has changed."""
    found, frontier = {report.pk}, {report.pk}
    while frontier:
        edges = ReportDerivation.objects.filter(parent__in=frontier)
        frontier = set(edges.values_list("child_id", flat=True)) - found
        found |= frontier
    links = TargetLink.objects.filter(report__in=found).order_by("target_id")
    for target_id in links.values_list("target_id", flat=True).distinct():
        publish(EvidenceChanged(target_id))

"""Which reports share a source, and nothing of who it is: the one thing that leaves the source domain."""

from collections.abc import Iterable

from intelligence.models import SourceReference
from taskforce.accounts.acting import as_house


@as_house("reports of one source count once")
def same_source(report_pks: Iterable[int]) -> dict[int, str]:
    """The source of each report that the register knows, as an opaque token: equal tokens, one source.

    For rules that count origins; the token is stable, so a digest over it is too. It never goes onto a page, into a log
    or out of the house: beside two references it would say that they are one person. One statement.
    """
    known = SourceReference.objects.filter(report__in=list(report_pks)).order_by()
    return {report: f"source:{origin}" for report, origin in known.values_list("report", "source__origin")}

"""The filters of the list of reports: a view is a query string."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.models import IntelligenceReport
from intelligence.queries.filtered import Wanted
from intelligence.rules.grading import SOURCE_PLACES
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import offer

ANY = ("", _("Any"))


class ReportFilter(forms.Form):
    """Narrow the reports of one's own agency."""

    scheme = forms.ChoiceField(label=_("Scheme"), required=False)
    grade = forms.ChoiceField(label=_("Grade of the source"), required=False)
    source_type = forms.ChoiceField(
        label=_("Kind of source"), required=False, choices=[ANY, *IntelligenceReport.SourceType.choices]
    )
    lawful = forms.ChoiceField(
        label=_("Lawfulness"), required=False,
        choices=[ANY, ("yes", _("Attested")), ("no", _("Not attested yet")), ("marked", _("Marked as unlawful"))],
    )  # fmt: skip
    due = forms.ChoiceField(
        label=_("Review"), required=False,
        choices=[ANY, ("due", _("Due within 90 days")), ("last", _("Due within 7 days"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = pack().lists["schemes"]
        offer(self, "scheme", [ANY, *((code, row["title"]) for code, row in schemes.items())])
        codes = sorted(set("".join(SOURCE_PLACES.values())))
        offer(self, "grade", [ANY, *((code, code) for code in codes)])

    def wanted(self) -> Wanted:
        """What was asked for; what is no answer of these asks nothing."""
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()

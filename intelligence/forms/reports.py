"""Forms of reports."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.source_words import ReadAgain
from intelligence.forms.typed import ByItsName, MomentField
from intelligence.models import (
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetLink,
)
from intelligence.queries.reports import indicator_choices, legal_bases
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.templatetags.harbour import when
from taskforce.kit.widgets import Keyed, Narrowed, Sealed, Seg, Text


class GradeFields(forms.Form):
    """Both grades and the handling, in the scheme the page was opened with. No default, and nothing is converted."""

    scheme = forms.ChoiceField(widget=forms.HiddenInput)
    grade_source = forms.ChoiceField(label=_("How reliable is the source?"), widget=Seg)
    grade_info = forms.ChoiceField(label=_("How credible is the information?"), widget=Seg)
    handling_code = forms.ChoiceField(widget=Seg, required=False)
    handling_conditions = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    rationale = forms.CharField(
        label=_("Why these grades"), max_length=2000, widget=Text(rows=2), help_text=_("One or two sentences.")
    )

    def __init__(self, *args: Any, scheme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._grade_in(scheme)

    def _grade_in(self, scheme: str) -> None:
        """Both grades and the handling, of one scheme. Handling that is not owed stands last."""
        said, handling = pack().lists["schemes"][scheme], pack().lists["handling"][scheme]
        offer(self, "scheme", [(scheme, said["title"])])
        self.fields["scheme"].initial = scheme
        for name, axis in (("grade_source", "source"), ("grade_info", "information")):
            offer(self, name, [(code, f"{code}  {meaning}") for code, meaning in said[axis].items()])
        for name, part, title in (
            ("handling_code", "codes", "title"), ("handling_conditions", "conditions", "conditions_title"),
        ):  # fmt: skip
            offer(self, name, [(code, f"{code}  {row['label']}") for code, row in handling[part].items()])
            self.fields[name].label = handling[title]
        if not handling["is_owed"]:
            last = ("handling_code", "handling_conditions")
            self.order_fields([*(name for name in self.fields if name not in last), *last])


class ReportForm(GradeFields, ReadAgain):
    """Log a report, in the scheme the page was opened with: another scheme is another page.

    The order is the order in which people tell it. What every report needs stands first, so that a keyboard is enough.
    """

    field_order = [
        "text", "text_is_clean", "observed_at", "source_type", "source_ref", "access", "grade_source", "grade_info",
        "handling_code", "handling_conditions", "rationale", "target", "stance", "legal_basis", "speaks_of_child",
        "origin_declared", "indicators",
    ]  # fmt: skip

    text = forms.CharField(
        label=_("What was seen, heard or told"), max_length=20000, widget=Sealed(rows=6),
        help_text=_("Only the information. Nothing that tells who the source is."),
    )  # fmt: skip
    observed_at = MomentField(
        label=_("When it was observed"), help_text=_("now, -2h, yesterday 21:30, 23:10, or 2026-03-01 21:30")
    )
    source_type = forms.ChoiceField(
        label=_("Kind of source"), choices=[("", ""), *IntelligenceReport.SourceType.choices]
    )
    source_ref = forms.CharField(
        label=_("Source reference"), max_length=32, help_text=_("The opaque reference from your source register."),
    )  # fmt: skip
    access = forms.ChoiceField(label=_("How the source knows"), choices=IntelligenceReport.Access.choices, widget=Keyed)
    grade_source = forms.ChoiceField(label=_("How reliable is the source?"), widget=Keyed)
    grade_info = forms.ChoiceField(label=_("How credible is the information?"), widget=Keyed)
    handling_code = forms.ChoiceField(widget=Keyed, required=False)
    target = ByItsName(
        label=_("Speaks of target"), required=False, help_text=_("Its reference, or the beginning of its name.")
    )
    stance = forms.ChoiceField(
        label=_("What it says about people being held there"), choices=TargetLink.Says.choices, widget=Keyed,
        required=False,
    )  # fmt: skip
    legal_basis = forms.ChoiceField(
        label=_("I attest that it was obtained lawfully"), required=False,
        help_text=_("On what basis. Without one it is kept, and used for nothing until somebody attests it."),
    )  # fmt: skip
    speaks_of_child = forms.BooleanField(label=_("It speaks of a child"), required=False)
    origin_declared = forms.BooleanField(
        label=_("Its first origin is known and declared"), required=False, initial=True
    )
    indicators = forms.MultipleChoiceField(label=_("Indicators that came up"), required=False, widget=Narrowed)

    def __init__(self, *args: Any, targets: list[RaidTarget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        if isinstance(field, ByItsName):
            field.offer([(str(t.public_id), f"{t.reference} {t.title}") for t in targets])
        offer(self, "indicators", indicator_choices())
        offer(self, "legal_basis", [("", _("Nobody attests it yet")), *legal_bases()])
        self.fields["text"].widget.attrs["autofocus"] = True


def report_called(report: IntelligenceReport) -> str:
    """What a report is called in a choice. A guest is never told by whom it was given; of one held back, not when."""
    return ", ".join(_words_of(report))


def _named(reports: list[IntelligenceReport]) -> list[tuple[str, str]]:
    return [(str(report.public_id), report_called(report)) for report in reports]


def _words_of(report: IntelligenceReport) -> Iterator[str]:
    yield report.reference
    if "source_type" in report.shown:
        yield str(report.get_source_type_display())
    if "observed_at" in report.shown and "text" in report.shown:
        yield when(report.observed_at)


class LinkForm(ActForm):
    """Link a report that exists to a target."""

    report = forms.ChoiceField(label=_("Report"))
    stance = forms.ChoiceField(
        label=_("What it says about people being held there"), choices=TargetLink.Says.choices, widget=Seg
    )
    basis = forms.ChoiceField(
        label=_("Does it say so itself?"), choices=TargetLink.Basis.choices, widget=Seg, initial=TargetLink.Basis.REPORT
    )

    def __init__(self, *args: Any, reports: list[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "report", _named(reports))


class DerivationForm(ActForm):
    """Say that a report rests on another."""

    parent = forms.ChoiceField(label=_("Rests on"))
    kind = forms.ChoiceField(label=_("How"), choices=ReportDerivation.Kind.choices)

    def __init__(self, *args: Any, reports: list[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", _named(reports))

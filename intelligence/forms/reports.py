"""Forms of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intelligence.forms.source_words import ReadAgain
from intelligence.models import (
    IntelligenceReport,
    RaidTarget,
    ReportDerivation,
    TargetLink,
)
from intelligence.queries.reports import indicator_choices, legal_bases
from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Sealed, Seg, Text, When


class GradeFields(forms.Form):
    """Both grades. There is no default, and nothing is converted."""

    grade_source = forms.ChoiceField(label=_("How reliable is the source?"), widget=Seg)
    grade_info = forms.ChoiceField(label=_("How credible is the information?"), widget=Seg)
    rationale = forms.CharField(
        label=_("Why these grades"),
        max_length=2000,
        widget=Text(rows=2),
        help_text=_("One or two sentences."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = pack().lists["schemes"]["admiralty_6x6"]
        for name, axis in (("grade_source", "source"), ("grade_info", "information")):
            offer(self, name, [(code, f"{code}  {meaning}") for code, meaning in scheme[axis].items()])


class ReportForm(GradeFields, ReadAgain):
    """Log a report. The order is the order in which people tell it, so that a keyboard is enough."""

    field_order = [
        "text", "text_is_clean", "observed_at", "source_type", "source_ref", "access", "grade_source", "grade_info",
        "rationale", "target", "stance", "speaks_of_child", "legal_basis", "origin_declared", "indicators",
    ]  # fmt: skip

    text = forms.CharField(
        label=_("What was seen, heard or told"),
        max_length=20000,
        widget=Sealed(rows=6),
        help_text=_("Only the information. Nothing that tells who the source is."),
    )
    observed_at = forms.DateTimeField(label=_("When it was observed"), widget=When)
    source_type = forms.ChoiceField(
        label=_("Kind of source"), choices=[("", ""), *IntelligenceReport.SourceType.choices]
    )
    source_ref = forms.CharField(
        label=_("Source reference"),
        max_length=32,
        help_text=_("The opaque reference from your source register."),
    )
    access = forms.ChoiceField(label=_("How the source knows"), choices=IntelligenceReport.Access.choices, widget=Seg)
    target = forms.ChoiceField(label=_("Speaks of target"), required=False)
    stance = forms.ChoiceField(
        label=_("What it says about people being held there"),
        choices=TargetLink.Says.choices,
        widget=Seg,
        required=False,
    )
    speaks_of_child = forms.BooleanField(label=_("It speaks of a child"), required=False)
    legal_basis = forms.ChoiceField(
        label=_("I attest that it was obtained lawfully"),
        required=False,
        help_text=_("On what basis. Without one it is kept, and used for nothing until somebody attests it."),
    )
    origin_declared = forms.BooleanField(
        label=_("Its first origin is known and declared"), required=False, initial=True
    )
    indicators = forms.MultipleChoiceField(
        label=_("Indicators that came up"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, targets: list[RaidTarget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(t.public_id), f"{t.reference} {t.title}") for t in targets]
        offer(self, "target", [("", _("None yet")), *named])
        offer(self, "indicators", indicator_choices())
        offer(self, "legal_basis", [("", _("Nobody attests it yet")), *legal_bases()])


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
        named = [(str(r.public_id), f"{r.reference}, {r.get_source_type_display()}") for r in reports]
        offer(self, "report", named)


class DerivationForm(ActForm):
    """Say that a report rests on another."""

    parent = forms.ChoiceField(label=_("Rests on"))
    kind = forms.ChoiceField(label=_("How"), choices=ReportDerivation.Kind.choices)

    def __init__(self, *args: Any, reports: list[IntelligenceReport], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(r.public_id), f"{r.reference}, {r.get_source_type_display()}") for r in reports]
        offer(self, "parent", named)

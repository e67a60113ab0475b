"""Forms of grades and handling: one scheme at a time, both axes of it, nothing chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taskforce.jurisdiction.pack import pack
from taskforce.kit.forms import ActForm, offer
from taskforce.kit.widgets import Seg, Text


class RegradeForm(ActForm):
    """Grade a report anew, in the scheme the page was opened with: another scheme is another page."""

    scheme = forms.ChoiceField(widget=forms.HiddenInput)
    grade_source = forms.ChoiceField(label=_("How reliable is the source?"), widget=Seg)
    grade_info = forms.ChoiceField(label=_("How credible is the information?"), widget=Seg)
    rationale = forms.CharField(
        label=_("Why these grades"), max_length=2000, widget=Text(rows=2), help_text=_("One or two sentences.")
    )

    def __init__(self, *args: Any, scheme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = pack().lists["schemes"][scheme]
        offer(self, "scheme", [(scheme, said["title"])])
        self.fields["scheme"].initial = scheme
        for name, axis in (("grade_source", "source"), ("grade_info", "information")):
            offer(self, name, [(code, f"{code}  {meaning}") for code, meaning in said[axis].items()])


class HandlingForm(ActForm):
    """Enter how a report may be handled, in one scheme."""

    scheme = forms.ChoiceField(widget=forms.HiddenInput)
    handling_code = forms.ChoiceField(label=_("Handling code"), widget=Seg, required=False)
    handling_conditions = forms.MultipleChoiceField(
        label=_("Conditions"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, scheme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = pack().lists["handling"][scheme]
        offer(self, "scheme", [(scheme, scheme)])
        self.fields["scheme"].initial = scheme
        for name, part, title in (
            ("handling_code", "codes", "title"), ("handling_conditions", "conditions", "conditions_title"),
        ):  # fmt: skip
            offer(self, name, [(code, f"{code}  {row['label']}") for code, row in said[part].items()])
            self.fields[name].label = said[title]

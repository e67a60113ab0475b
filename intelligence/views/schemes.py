"""What pages share on which somebody grades: one scheme at a time, chosen by the links above, without a script."""

from typing import Any

from intelligence.queries.decisions import schemes_offered
from intelligence.services.reports import GradeGiven
from taskforce.kit.views import ActPage


class InOneScheme(ActPage):
    """A page that grades in one scheme: the one that was asked for, else that of `standing`, else the first in use."""

    @property
    def scheme(self) -> str:
        """The scheme of this page. One that is not in use is not taken."""
        asked = self.request.POST.get("scheme") or self.request.GET.get("scheme") or self.standing()
        offered = [code for code, _title in schemes_offered()]
        return asked if asked in offered else offered[0]

    def standing(self) -> str:
        """The scheme in which the record stands already; none where it has no grade yet."""
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"scheme": self.scheme}

    def schemes(self) -> list[dict[str, Any]]:
        """The links to the same page in each scheme in use."""
        others = self.request.GET.copy()
        others.pop("scheme", None)
        kept = f"&{others.urlencode()}" if others else ""
        return [
            {"label": title, "url": f"?scheme={code}{kept}", "current": code == self.scheme}
            for code, title in schemes_offered()
        ]


def grade_of(facts: dict[str, Any]) -> GradeGiven:
    """Take the grade out of what a form gives. The handling stays in: it is the report's."""
    return GradeGiven(*(facts.pop(name) for name in ("scheme", "grade_source", "grade_info", "rationale")))

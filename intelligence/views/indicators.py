"""What the reports on a target add up to, dimension by dimension."""

from typing import Any

from intelligence.models import RaidTarget
from intelligence.presenting import target_tabs
from intelligence.queries.indicators import indicators_on, structural
from taskforce.kit.views import Page


class Indicators(Page):
    """The indicators that reports on one target name, what they weigh there, and which dimensions are positive."""

    template_name = "intelligence/indicators.html"

    def page(self) -> dict[str, Any]:
        target = self.opened(RaidTarget, public_id=self.kwargs["target_id"])
        return {
            "target": target,
            "tabs": target_tabs(target, current="intelligence:indicators"),
            "indicators": indicators_on(self.user, target),
            "structural": structural(),
        }

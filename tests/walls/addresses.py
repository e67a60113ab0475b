"""Every address of the house, from the resolver; and which rows its arguments could name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cases.models import PlanSection
from taskforce.access.policy import policies
from taskforce.accounts.models import User
from tests.walls.expected import Model

PACKAGES = ("accounts/", "i18n/")  # sign-in itself: allauth's own pages, and the switch of language
NAMES_NO_ROW = {"kind": PlanSection.Kind.values[:2], "token": ["no-such-token"], "key": ["no-such-key"],
                "number": ["1"]}  # fmt: skip
# Arguments that are called otherwise than the last word of their model.
CALLED = {
    "chart_id": "intelligence.RaidTarget",
    "entitie_id": "intelligence.Entity",
    "timeline_id": "intelligence.RaidTarget",
    "unlawful_id": "intelligence.UnlawfulMark",
    "danger_id": "intelligence.DangerAssessment",
    "legal_hold_id": "intelligence.LegalHold",
    "searche_id": "intelligence.Search",
    "sketch_id": "intelligence.IntelligenceFile",
    "subject_id": "victims.Person",
    "session_id": "victims.CounsellingSession",
    "glass_id": "access.BreakGlass",
    "one_id": "intelligence.Entity",
    "other_id": "intelligence.Entity",
    "source_id": "intelligence.SourceIdentity",
    "contact_id": "intelligence.SourceContactRecord",
    "exhibit_id": "intelligence.EvidenceItem",
    "question_id": "intelligence.DisclosureReview",
}
# Where the same argument names rows of another model.
CALLED_BELOW = {
    "/papers/": "victims.PersonFile",
    "/exhibit-files/": "intelligence.ExhibitFile",
    "/files/": "intelligence.IntelligenceFile",
    "/api/deconfliction/contacts/": "intelligence.DeconflictionContact",
    "/api/disclosure-reviews/": "intelligence.DisclosureReview",
    "/record/reviews/": "oversight.AuditReview",
    "/marks/": "intelligence.SketchMark",
    "/api/marks/": "intelligence.SketchMark",
    "/notices/": "cases.PartnerNotice",
    "/holds/": "cases.PartnerNotice",
}
ENDS_THE_VISIT = re.compile(r"/(lock|leave|logout)/$")


@dataclass(frozen=True)
class Route:
    """One address as a template, and what answers there."""

    name: str
    template: str
    view: Any

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.template)

    @property
    def takes_get(self) -> bool:
        """Pages and endpoints can be opened; the functions among our views are buttons, but for a few."""
        return self._takes("get")

    @property
    def takes_post(self) -> bool:
        return self._takes("post")

    def _takes(self, method: str) -> bool:
        methods = self._methods()
        return methods is None or method in methods

    def _methods(self) -> set[str] | None:
        """What an endpoint or a page answers to; None where only asking tells."""
        if hasattr(self.view, "actions"):
            return set(self.view.actions)
        view_class = getattr(self.view, "view_class", None)
        if view_class is not None:
            return {name for name in ("get", "post") if hasattr(view_class, name)}
        return {"post"} if hasattr(self.view, "__wrapped__") else None

    def model(self) -> Model | None:
        """The model of the row that its last id names; fails for an argument that nobody has told the matrix about."""
        ids = [name for name in self.arguments if name not in NAMES_NO_ROW]
        return model_called(ids[-1], self.template) if ids else None


def routes(patterns: Any = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Every address of the house, with the names of its arguments."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern) and not route.startswith(PACKAGES):
            plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", route))
            plain = plain.strip("^$").replace("^", "").replace("\\.", ".")
            template = "/" + re.sub(r"(\w+)s/\{public_id\}", r"\1s/{\1_id}", plain)
            yield Route(f"{space}{pattern.name}", template, pattern.callback)


def model_called(argument: str, where: str) -> Model:
    """The model whose public id an argument is: `person_id` names people."""
    below = next((label for start, label in CALLED_BELOW.items() if where.startswith(start)), CALLED.get(argument))
    named = {
        policy.model
        for policy in policies()
        if any(f.name == "public_id" for f in policy.model._meta.fields)
        and (policy.model._meta.label == below if below else f"{_last_word(policy.model)}_id" == argument)
    }
    if len(named) == 1:
        return named.pop()
    raise AssertionError(f"{where}: which rows does {argument} name? Say so in CALLED or NAMES_NO_ROW"
                         " of tests/walls/addresses.py.")  # fmt: skip


def _last_word(model: Model) -> str:
    return str(re.findall(r"[A-Z][a-z]*", model.__name__)[-1]).lower()


def ids_called(argument: str, where: str, most: int) -> list[str]:
    """Public ids of rows that an argument could name, the oldest first."""
    if argument in NAMES_NO_ROW:
        return NAMES_NO_ROW[argument]
    model = model_called(argument, where)
    rows = User._base_manager if model is User else model._base_manager
    return [str(i) for i in rows.order_by("pk").values_list("public_id", flat=True)[: 1 if model is User else most]]


def addresses(most: int = 3) -> list[str]:
    """Every address with the arguments it could take, a button with one of each; what ends a visit comes last."""
    found = []
    for route in routes():
        choices = [ids_called(name, route.template, most if route.takes_get else 1) for name in route.arguments]
        found += [route.template.format(**dict(zip(route.arguments, values, strict=True)))
                  for values in product(*choices)]  # fmt: skip
    return sorted(found, key=lambda path: bool(ENDS_THE_VISIT.search(path)))

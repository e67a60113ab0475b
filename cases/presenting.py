"""Gates and sections in words: how findings read on a page. No decision is taken here."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import rules
from cases.forms import ASKED, STRIPS, section_title
from cases.models import RaidPlan
from cases.queries import Standing, section_facts
from cases.rules import Finding


def gates_shown(plan: RaidPlan, standing: Standing) -> dict[str, Any]:
    """The gate panel: the verdict, the red gates with their cure, the green ones folded."""
    return {
        "standing": standing,
        "verdict": _verdict(standing),
        "gates": [_shown(plan, finding) for finding in standing.red],
        "green": [_shown(plan, finding) for finding in standing.green],
    }


def sections_shown(plan: RaidPlan, standing: Standing) -> list[dict[str, Any]]:
    """The sections as a task list, each with whether its gate is met."""
    red = {finding.cure for finding in standing.red}
    return [
        {
            "title": section.get_kind_display(),
            "url": reverse("cases:section", args=[plan.public_id, section.kind]),
            "is_met": section.kind not in red,
        }
        for section in plan.sections.all()
    ]


def filled_sections(plan: RaidPlan) -> list[dict[str, Any]]:
    """Every section with its questions and answers, to be read before signing."""
    return [
        {
            "title": section.get_kind_display(),
            "rows": [
                (ASKED[section.kind][name], _answer(name, section_facts(section).get(name, "")))
                for name in rules.SECTIONS[section.kind]
            ],
        }
        for section in plan.sections.all()
    ]


def _answer(name: str, given: str) -> Any:
    return dict(STRIPS.get(name, [])).get(given, given)


def _verdict(standing: Standing) -> str:
    codes = {finding.code for finding in standing.red}
    if codes & {"BLIND_SWEEP", "PRESENCE_NOT_ESTABLISHED", "PRESENCE_STALE"}:
        return _("If this went ahead today it would be a blind sweep.")
    return _("It rests on evidence, and people would not be safe yet.")


def _shown(plan: RaidPlan, finding: Finding) -> dict[str, Any]:
    title, met, who = _gate_words()[finding.gate]
    return {
        "title": title,
        "met": met,
        "who": who,
        "code": finding.code,
        "cites": finding.cites,
        "missing": _missing(finding),
        "is_waived": finding.is_waived,
        "url": "" if finding.is_green else _cure_url(plan, finding.cure),
        "cure": _cure_words(finding.cure),
    }


def _cure_url(plan: RaidPlan, cure: str) -> str:
    if cure == "target":
        return reverse("intelligence:target", args=[plan.target.public_id])
    if cure == "basis":
        return reverse("cases:revise", args=[plan.public_id])
    return reverse("cases:section", args=[plan.public_id, cure])


def _cure_words(cure: str) -> str:
    return {"target": _("Open the target"), "basis": _("Open goal and authority")}.get(cure, _("Open the section"))


def _missing(finding: Finding) -> str:
    """What is missing, in words: named facts have their own sentence, fields of a section their question."""
    named = _missing_words()
    asked: Mapping[str, Any] = ASKED.get(finding.gate, {})
    parts = []
    for name in finding.missing:
        if name.startswith("places_"):
            parts.append(
                _("%(n)s more places must be held until the window closes") % {"n": name.removeprefix("places_")}
            )
        else:
            parts.append(str(named.get(name) or asked.get(name) or name))
    return f"{_('Missing')}: {'; '.join(parts)}." if parts else ""


def _missing_words() -> dict[str, str]:
    return {
        "carrying_basis": _(
            "a basis in evidence or imminent danger; clean-up, nuisance, morals or assumption carry nothing"
        ),
        "level_moderate": _("presence is moderate, high is needed"),
        "level_low": _("presence is low, high is needed"),
        "affirmed_by_analyst": _(
            "an analyst of the target's agency has to read the evidence and affirm it with reasons"
        ),
        "affirmed_by_supervisor": _("a supervisor of the target's agency, another person, has to affirm it too"),
        "fresh_observation": _("a first-hand observation of the last 14 days"),
        "first_hand": _("one first-hand source"),
        "verification": _("an attempt to verify in the last 14 days"),
        "trafficking_provision": _("a provision of trafficking law"),
        "objective": _("the goal"),
        "success_test": _("how success is told"),
        "authority": _("a warrant or power with its number and end"),
        "valid_authority": _("an authority that outlasts the window"),
        "window": _("when it begins and ends"),
        "later_window": _("a window still to come"),
        "no_sightlines": _("no line of sight or hearing between the groups"),
        "exclusion": _("media kept away"),
    }


def _gate_words() -> dict[str, tuple[str, str, str]]:
    """Title, the sentence when met, and who can put it right."""
    planner, analyst = _("The planner."), _("Investigators and analysts.")
    sections = {kind: (str(section_title(kind)), _("Every question is answered."), planner) for kind in rules.SECTIONS}
    return sections | {
        "basis": (
            _("Something lawful carries the plan"),
            _("It rests on evidence or imminent danger."),
            planner,
        ),
        "presence": (
            _("Presence of people who may be victims is established"),
            _("High, by presence rule v1, and affirmed by two people."),
            _("Analysts and supervisors."),
        ),
        "first_hand": (_("Somebody saw it first-hand"), _("At least one first-hand source."), analyst),
        "verified": (_("Somebody went to verify"), _("Verified in the last 14 days."), analyst),
        "objective": (
            _("The goal is grounded in trafficking law"),
            _("Goal, provision and test are named."),
            planner,
        ),
        "authority": (_("There is a legal authority"), _("It outlasts the window."), planner),
        "window": (_("The window is set"), _("It lies ahead."), planner),
        "care": (
            _("Care and shelter are held for everyone expected"),
            _("Enough places are held."),
            _("The planner asks; shelters hold."),
        ),
    }

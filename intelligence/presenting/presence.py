"""How sure we are of a target, and where its evidence comes from, as pages show it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from intelligence.models import RaidTarget, TargetLink
from intelligence.queries.affirmations import fell_at, newest_affirmations
from intelligence.queries.clauses import cure, told
from intelligence.queries.evidence import behind_clauses
from intelligence.queries.lineage import Lineage
from intelligence.queries.presence import Presence
from intelligence.rules.affirming import Fell
from taskforce.access.services import may


def stance_filters(target: RaidTarget, *, current: str) -> list[dict[str, Any]]:
    """Plain links that show the evidence of one stance alone, for `parts/_filters.html`."""
    page = reverse("intelligence:target", args=[target.public_id])
    stances = [("", _("All")), *TargetLink.Says.choices]
    return [
        {
            "label": label,
            "url": f"{page}?says={code}#evidence" if code else f"{page}#evidence",
            "current": code == current,
        }
        for code, label in stances
    ]


FELL = {
    Fell.EVIDENCE: _("It fell because the evidence changed."),
    Fell.STALE: _("It fell because the newest first-hand observation grew too old."),
    Fell.RULE: _("It fell because the rule changed."),
    Fell.LEVEL: _("It fell because presence is no longer high."),
}


def presence_shown(user: Any, target: RaidTarget, presence: Presence) -> dict[str, Any]:
    """How sure we are, for the pages of intelligence: clauses with the reports the reader sees, what would raise it,

    who affirmed it and whether that stands, and what the reader may do about it.
    """
    behind = behind_clauses(user, presence)
    stands = presence.standing
    is_high = presence.level == "high"
    return {
        "presence": presence,
        "clauses": [
            {"clause": clause, "asked": asked, "told": found, "reports": behind[clause.code],
             "has_more": len(clause.items) > len(behind[clause.code])}
            for clause, asked, found in presence.sentences
        ],
        "needs": [{"words": cure(need), "raises_to": need.raises_to.value} for need in presence.assessment.needs],
        "one_story": one_story(presence),
        "affirmations": newest_affirmations(user, target),
        "fell": stands.fell and FELL[stands.fell],
        "fell_at": fell_at(target, stands),
        "may_affirm": is_high and stands.lacks == "analyst" and may(user, "affirm", target),
        "may_affirm_second": (
            is_high
            and stands.analyst is not None
            and stands.lacks == "supervisor"
            and stands.analyst.by != user.pk
            and may(user, "affirm_second", target)
        ),
    }  # fmt: skip


def one_story(presence: Presence) -> str:
    """Circular reporting in words: that so many reports have one origin. Empty where they have two, or are one."""
    reports, origins = presence.assessment.clause("a").items, presence.assessment.clause("a").found
    if origins != 1 or len(reports) < 2:
        return ""
    return ngettext(
        "%(n)s report, one origin: it counts once.", "%(n)s reports, one origin: they count once.", len(reports)
    ) % {"n": len(reports)}  # fmt: skip


def drawn(lineage: Lineage) -> dict[str, Any]:
    """The picture of a derivation graph with its labels, and the same in a sentence for those who do not see it."""
    hidden = gettext("not shown")
    edges = [
        gettext("%(child)s rests on %(parent)s") % {
            "child": edge.child.reference if edge.child else hidden,
            "parent": edge.parent.reference if edge.parent else hidden,
        }
        for edge in lineage.derived
    ]  # fmt: skip
    return {
        "boxes": [(box, lineage.labels.get(box.ref, hidden)) for box in lineage.picture.boxes],
        "text": "; ".join(edges),
    }


def origins_told(lineage: Lineage) -> str:
    """From how many origins, as anybody may know it."""
    return ngettext("from one origin.", "from %(n)s independent origins.", lineage.origins) % {
        "n": told(lineage.origins)
    }

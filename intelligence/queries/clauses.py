"""The clauses of the presence rule in plain words: what each asks, what was found, and what would raise it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intelligence.rules.presence import Clause, Cure, Need
from taskforce.jurisdiction.pack import pack


def told(number: int) -> str:
    """A count as readers outside the source domain see it: 3 and more read "3+" (2.3)."""
    return "3+" if number >= 3 else str(number)


def sentence(clause: Clause) -> tuple[str, str]:
    """What the clause asks, and what was found."""
    found = told(clause.found)
    asked = {
        "a": _("At least %(needed)s independent origins") % {"needed": clause.needed},
        "b": _("At least one first-hand observation"),
        "c": _("The best of them graded B2 or C2 or better"),
        "d": _("Newest first-hand observation at most %(days)s days old") % {"days": _fresh_days()},
        "e": _("Indicators show exploitation, and means of control unless a child is concerned"),
        "f": _("Nothing of equal or better grade speaks against it"),
    }[clause.code]
    said = {
        "a": _("%(found)s found") % {"found": found},
        "b": _("%(found)s found") % {"found": found},
        "c": _("%(found)s found") % {"found": found},
        "d": _("%(found)s fresh") % {"found": found},
        "e": _("%(found)s of %(needed)s shown") % {"found": clause.found, "needed": clause.needed},
        "f": _("%(found)s against") % {"found": found},
    }[clause.code]
    return asked, said


def cure(need: Need) -> str:
    """What would meet a clause, as something to go and do."""
    number, days = need.number, _fresh_days()
    return {
        Cure.MORE_ORIGINS: ngettext(
            "One more report of another origin: somebody who has not heard of it from the ones you have.",
            "%(n)s more reports of other origins, which do not rest on each other.",
            number,
        ),
        Cure.FIRST_HAND: _("One observation by somebody who saw or lived it."),
        Cure.GOOD_ORIGINS: ngettext(
            "One more independent report graded B2 or C2 or better.",
            "%(n)s more independent reports graded B2 or C2 or better.",
            number,
        ),
        Cure.FRESH_FIRST_HAND: _("One more first-hand observation within %(days)s days."),
        Cure.SIGNS_OF_EXPLOITATION: ngettext(
            "One more strong indicator of exploitation.", "%(n)s more strong indicators of exploitation.", number
        ),
        Cure.SIGNS_OF_MEANS: ngettext(
            "One more strong indicator of means of control: deception, coercion or abuse of vulnerability.",
            "%(n)s more strong indicators of means of control: deception, coercion or abuse of vulnerability.",
            number,
        ),
        Cure.SETTLE_CONTRADICTIONS: ngettext(
            "Settle what speaks against it: go and verify, or regrade it.",
            "Settle the %(n)s reports that speak against it: go and verify, or regrade them.",
            number,
        ),
    }[need.cure] % {"n": told(number), "days": days}


def _fresh_days() -> int:
    return int(pack().values["presence.first_hand_fresh"].amount)

"""Words for what oversight finds. Codes stay codes; people are colleagues; nothing of any record is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.widgets import When
from taskforce.oversight.models import Finding
from taskforce.oversight.queries.knew import Knower
from taskforce.oversight.rules import Kind, Outlier

TITLES: dict[str, str | Promise] = {
    Kind.MASS: gettext_lazy("Very many rows in a short time"),
    Kind.OFF_HOURS: gettext_lazy("Unusual hours"),
    Kind.UNTIED: gettext_lazy("Read by function alone"),
    Kind.GLASS: gettext_lazy("Emergency access"),
    Kind.UNJUSTIFIED: gettext_lazy("Emergency access judged not justified"),
    Kind.LOOKED_UP: gettext_lazy("Looked up, and nothing done"),
    Kind.FISHING: gettext_lazy("Asked again and again for what is hidden"),
}
SENTENCES: dict[str, str | Promise] = {
    Kind.MASS: gettext_lazy("Shown %(n)s rows within %(minutes)s minutes from %(from)s; usually %(usual)s."),
    Kind.OFF_HOURS: gettext_lazy(
        "%(n)s readings between %(begins)s:00 and %(ends)s:00; as many as usual would be %(usual)s."
    ),
    Kind.UNTIED: gettext_lazy("Records opened to which nothing but the function ties them: %(n)s."),
    Kind.GLASS: gettext_lazy("Readings in an emergency: %(n)s."),
    Kind.UNJUSTIFIED: gettext_lazy("Judged so this week: %(n)s, the first of %(from)s."),
    Kind.LOOKED_UP: gettext_lazy("Found by name and opened, and nothing done for them afterwards: %(n)s people."),
    Kind.FISHING: gettext_lazy("Turned away %(n)s times within %(minutes)s minutes from %(from)s."),
}
WHOLE_DAY = gettext_lazy("Shown %(n)s rows on the day that began %(from)s; usually %(usual)s.")
DAY = 24 * 60
# Which entries stand behind an outlier: the value of "Only" in the filter of the trail.
BEHIND: dict[str, str] = {
    Kind.MASS: "reads",
    Kind.OFF_HOURS: "off_hours",
    Kind.UNTIED: "untied",
    Kind.GLASS: "glass",
    Kind.UNJUSTIFIED: "glass",
    Kind.LOOKED_UP: "reads",
    Kind.FISHING: "turned_away",
}
FIGURES: dict[str, str | Promise] = {
    "entries": gettext_lazy("Entries"),
    "people": gettext_lazy("People on record"),
    "reads": gettext_lazy("Readings and lists"),
    "denied": gettext_lazy("Denied"),
    "disseminations": gettext_lazy("Went to other agencies"),
    "glasses": gettext_lazy("Emergency accesses"),
    "overdue": gettext_lazy("Emergency reviews overdue"),
    "unsealed_rows": gettext_lazy("Rows not sealed yet"),
    "unsealed_seconds": gettext_lazy("Oldest of them, seconds"),
}
CODES: dict[str, str | Promise] = {
    "own_agency": gettext_lazy("own agency"),
    "named": gettext_lazy("named on it"),
    "granted": gettext_lazy("shared with them"),
    "parent": gettext_lazy("sees what it belongs to"),
    "function": gettext_lazy("function alone"),
    "broke_glass": gettext_lazy("emergency"),
    "own_work": gettext_lazy("own work"),
    "listed": gettext_lazy("in a list"),
    "emergency": gettext_lazy("emergency"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One outlier as a page shows it: who, in a word, in a sentence, and where the entries behind it are."""

    key: str
    who: User
    title: str
    sentence: str
    entries: Mapping[str, str]


def shown(outlier: Outlier | Finding, who: User) -> Shown:
    """An outlier of now, or a finding of then, in words."""
    key = outlier.key if isinstance(outlier, Outlier) else str(outlier.public_id)
    return Shown(key, who, str(TITLES[outlier.kind]), _sentence(outlier), _entries(outlier, who))


def figures(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """The week's numbers with their names, in the order they are read."""
    return [(str(label), numbers[code]) for code, label in FIGURES.items() if code in numbers]


def in_words(codes: Iterable[str]) -> str:
    """Codes of right, need and purpose as people read them; one that has no words stays itself."""
    return ", ".join(_word(code) for code in codes)


def with_why(knowers: Iterable[Knower]) -> list[tuple[Knower, list[str]]]:
    """Each person with by which right, for which need and purpose, in words; what is not on record is left out."""
    return [
        (each, [in_words(codes) for codes in (each.rights, each.needs, each.purposes) if codes]) for each in knowers
    ]


def grouped(digest: str) -> str:
    """A digest in groups of four, so that it can be read aloud and compared."""
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


def _word(code: str) -> str:
    parts = [str(CODES.get(part, part)).replace("_", " ") for part in code.split("+")]
    return " + ".join(parts)


def _sentence(outlier: Outlier | Finding) -> str:
    minutes = int((outlier.until_at - outlier.from_at).total_seconds() // 60)
    facts: dict[str, Any] = {
        "n": outlier.count, "usual": outlier.usual, "from": _moment(outlier.from_at), "minutes": minutes,
        "begins": pack().number("audit.off_hours_from"), "ends": pack().number("audit.off_hours_until"),
    }  # fmt: skip
    is_day = outlier.kind == Kind.MASS and minutes >= DAY
    return str(WHOLE_DAY if is_day else SENTENCES[outlier.kind]) % facts


def _entries(outlier: Outlier | Finding, who: User) -> dict[str, str]:
    """The filter of the trail that shows what stands behind it, as its form is posted: whole minutes around it."""
    since, until = timezone.localtime(outlier.from_at), timezone.localtime(outlier.until_at + timedelta(minutes=1))
    return {
        "actor": str(who.public_id), "since": f"{since:{When.MINUTES}}", "until": f"{until:{When.MINUTES}}",
        "only": BEHIND[outlier.kind],
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M, H:i")

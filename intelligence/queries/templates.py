"""The template of a file of reports: its columns, one made-up row, and the words that may stand in each column."""

from intelligence.models import IntelligenceReport, TargetLink
from intelligence.queries.reports import legal_bases
from intelligence.rules.columns import COLUMNS
from taskforce.jurisdiction.pack import pack

EXAMPLE = {
    "text": "Two vans bring the same people before dawn and take them back after dark.",
    "observed_at": "2026-03-01 21:30", "source_type": "technical", "source_ref": "S-0001", "first_hand": "yes",
    "scheme": "admiralty_6x6", "source_grade": "B", "info_grade": "3", "rationale": "Seen on two evenings.",
    "target": "", "stance": "", "child": "no", "indicators": "D5.02", "legal_basis": "observation",
    "handling_code": "R", "handling_conditions": "", "text_is_clean": "no", "origin_declared": "yes",
}  # fmt: skip


def template_lines() -> list[list[str]]:
    """The headings and one made-up row."""
    return [list(COLUMNS), [EXAMPLE[column] for column in COLUMNS]]


def words_lines() -> list[list[str]]:
    """What may stand in a column, one word a line: for the second sheet of the template."""
    lists = pack().lists
    words: dict[str, list[tuple[str, str]]] = {
        "source_type": [(code, str(label)) for code, label in IntelligenceReport.SourceType.choices],
        "first_hand": [("yes", ""), ("no", "")],
        "scheme": [(code, row["title"]) for code, row in lists["schemes"].items()],
        "stance": [(code, str(label)) for code, label in TargetLink.Says.choices],
        "legal_basis": [*legal_bases(), ("not attested", "")],
        "indicators": [(code, row["label"]) for code, row in lists["indicators"].items()],
    }
    for scheme, row in lists["schemes"].items():
        words[f"source_grade, {scheme}"] = list(row["source"].items())
        words[f"info_grade, {scheme}"] = list(row["information"].items())
    for scheme, row in lists["handling"].items():
        words[f"handling_code, {scheme}"] = [(code, said["label"]) for code, said in row["codes"].items()]
        words[f"handling_conditions, {scheme}"] = [(code, said["label"]) for code, said in row["conditions"].items()]
    lines = [[column, code, label] for column, offered in words.items() for code, label in offered]
    return [["column", "word", "meaning"], *lines]

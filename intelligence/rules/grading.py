"""How good a source and its information are, each in its own scheme (domain paper, 2.1)."""

from dataclasses import dataclass

# Where a grade stands on its own scale, best first. Schemes are compared by these places, never converted (2.1).
SOURCE_PLACES = {"admiralty_6x6": "ABCDEF", "uk_3x5x2": "123", "uk_5x5x5": "ABCDE"}

INFORMATION_PLACES = {"admiralty_6x6": "123456", "uk_3x5x2": "ABCDE", "uk_5x5x5": "12345"}

# Reports that were graded in these are taken over as they are; nothing is graded in them anew.
LEGACY = frozenset({"uk_5x5x5"})

# The worst grade that presence rule v1, clause (c), still accepts: source C with information 2; source 1 with B. Of the
# legacy 5x5x5 only B with 2: its C says "sometimes reliable", and who corroborated a 3 can no longer be asked.
GOOD_ENOUGH = {"admiralty_6x6": ("C", "2"), "uk_3x5x2": ("1", "B"), "uk_5x5x5": ("B", "2")}

# "Cannot be judged": F and 6; of 3x5x2 D "not known"; of 5x5x5 E "untested", which stands below "unreliable" there, and
# 4 "cannot be judged". Untested of 3x5x2 counts as an origin: most sources begin so, and clause (c) asks for more.
UNJUDGED = {"admiralty_6x6": ("F", "6"), "uk_3x5x2": ("", "D"), "uk_5x5x5": ("E", "4")}


@dataclass(frozen=True, slots=True)
class Grade:
    """Source reliability and information credibility, as entered, in their own scheme."""

    scheme: str
    source: str
    information: str

    @property
    def counts(self) -> bool:
        """A grade that says "cannot be judged" on either axis is recorded and counts nothing (2.2, F6)."""
        unjudged_source, unjudged_information = UNJUDGED[self.scheme]
        return self.source != unjudged_source and self.information != unjudged_information

    @property
    def is_good_enough(self) -> bool:
        """Clause (c): B/C or better with 1-2 (6x6), 1 with A/B (3x5x2), or A/B with 1-2 (5x5x5)."""
        worst_source, worst_information = GOOD_ENOUGH[self.scheme]
        return self.source <= worst_source and self.information <= worst_information

    @property
    def place(self) -> float:
        """How far down its own scale it stands, 0.0 best to 1.0 worst: for "equal or better" alone."""
        sources, informations = SOURCE_PLACES[self.scheme], INFORMATION_PLACES[self.scheme]
        source = sources.index(self.source) / (len(sources) - 1)
        information = informations.index(self.information) / (len(informations) - 1)
        return (source + information) / 2


def confirmation_is_independent(grade: Grade, lineages: int) -> bool:
    """Information grade 1 of 6x6 says "confirmed by other sources": it needs two lineages (2.1)."""
    return not (grade.scheme == "admiralty_6x6" and grade.information == "1" and lineages < 2)

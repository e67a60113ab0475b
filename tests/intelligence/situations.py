"""What a senior analyst would say of a body of evidence, and why: each situation told from its reports on."""

# ruff: noqa: E501 - a story or a verdict stays on its line

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intelligence.rules.evidence import Item, Stance
from intelligence.rules.grading import Grade
from intelligence.rules.lineage import Told, fallen, lineage_roots, tainted

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

HIGH, MODERATE, LOW = "high", "moderate", "low"
WORK = ("D4.01", "D4.02")  # excessive hours, no pay: exploitation
PAPERS_AND_DEBT = ("D5.01", "D5.02")  # means of control
HELD = (*WORK, *PAPERS_AND_DEBT)
FORCED = ("D5.07", "D5.03", "D5.04")  # in the sex sector: forced clients, confinement, violence


@dataclass(frozen=True)
class Report:
    """One report as an analyst would write it on a card."""

    ref: str
    grade: str
    by: str
    seen_at: datetime
    first_hand: bool
    stance: str
    signs: tuple[str, ...]
    child: bool
    lawful: bool
    retracted: bool
    declared: bool
    agency: str
    assumed: bool
    elsewhere: bool
    source: str


def report(ref, grade="B2", by="human_source", *, days=1.0, first_hand=True, says="supports", signs=HELD, child=False,
           lawful=True, retracted=False, declared=True, agency="north", assumed=False, elsewhere=False,
           source="") -> Report:  # fmt: skip
    """A fresh first-hand account of a good source that speaks for it, unless the card says otherwise."""
    return Report(ref, grade, by, NOW - timedelta(days=days), first_hand, says, tuple(signs), child, lawful, retracted,
                  declared, agency, assumed, elsewhere, source)  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """A name, the story, the evidence, and what a senior analyst says: the level, the clauses that fail, and why."""

    name: str
    story: str
    reports: tuple[Report, ...]
    verdict: str
    missing: str
    why: str
    edges: tuple[tuple[str, str, str], ...] = ()
    heard: tuple[tuple[str, str], ...] = ()
    sector: str = "labour"

    def items(self) -> list[Item]:
        """The evidence on the target as the rule weighs it."""
        told = {r.ref: Told(r.agency, r.by, r.first_hand, r.declared, r.lawful, r.retracted) for r in self.reports}
        sources = {r.ref: r.source for r in self.reports if r.source}
        roots = lineage_roots(told, self.edges, sources=sources, contaminated=self.heard)
        unlawful, down = tainted(told, self.edges), fallen(told, self.edges)
        return [
            Item(
                r.ref, _grade(r.grade), Stance(r.stance), r.seen_at, r.first_hand, r.ref not in unlawful, r.child,
                roots[r.ref], frozenset(r.signs), r.ref in down, r.assumed,
            )
            for r in self.reports
            if not r.elsewhere
        ]  # fmt: skip


def _grade(codes: str) -> Grade:
    return Grade("admiralty_6x6" if codes[0].isalpha() else "uk_3x5x2", codes[0], codes[1])


def rest_on(parent: str, *children: str, kind: str = "repeats") -> tuple[tuple[str, str, str], ...]:
    return tuple((child, parent, kind) for child in children)


A, B = report("a"), report("b", days=2, by="undercover_officer")
FIVE = ("north", "south", "border", "customs", "labour")

SITUATIONS = [
    # Nothing, and next to nothing.
    Situation("an empty file", "A target was opened on a hunch. Nobody has reported anything.", (), LOW, "abcde",
              "Nothing is known. Opening a target proves nothing."),
    Situation("the plain good case", "An informant inside and an undercover officer each saw them locked in this week.",
              (A, B), HIGH, "", "Two origins, both there, both good, fresh; exploitation and control; nothing against."),
    Situation("a single excellent source", "One source who was always right saw it yesterday. There is nobody else.",
              (report("a", "A2"),), MODERATE, "a",
              "As good as one source gets, and still one: go and verify, do not plan on it."),
    Situation("a single excellent source, three times", "The same source tells it on three days; the register knows.",
              tuple(report(r, "A2", source="S", days=d) for r, d in (("a", 1), ("b", 2), ("c", 3))), MODERATE, "a",
              "Three tellings by one person are one origin."),
    Situation("a single poor source", "One source who is not usually right doubts it himself.", (report("a", "D4"),),
              LOW, "ac", "One origin, and not a good one."),
    Situation("a passer-by's tip", "Somebody unknown phoned: lights at night. Reliability cannot be judged.",
              (report("a", "F6", "public_tip", first_hand=False, signs=()),), LOW, "abcde",
              "F6 is recorded and counts nothing."),
    # Circular reporting.
    Situation("circular through five agencies", "Five agencies report the same. All of them read the first one's tip.",
              tuple(report(r, agency=g) for r, g in zip("abcde", FIVE, strict=True)), MODERATE, "a",
              "Five reports, one origin. It is one good account and wants a second.", rest_on("a", *"bcde")),
    Situation("a rumour through five agencies", "Five agencies repeat a tip whose teller is not usually right.",
              (report("a", "D4", "public_tip"), *(report(r, "C3", "partner_agency", agency=g, first_hand=False)
                                                  for r, g in zip("bcde", FIVE[1:], strict=True))), LOW, "ac",
              "One origin, and a poor one: no number of echoes makes it better.", rest_on("a", *"bcde")),
    Situation("a ring of agencies", "Each agency cites the next; the last cites the first. Nobody was there.",
              tuple(report(r, agency=g, first_hand=False) for r, g in zip("abcde", FIVE, strict=True)), LOW, "abd",
              "A circle is one origin, and nobody in it saw anything.",
              tuple((r, n, "cites") for r, n in zip("abcde", "bcdea", strict=True))),
    Situation("a chain of repetitions", "A told B, B told C, C told D. Only A was there.",
              (A, *(report(r, first_hand=False) for r in "bcd")), MODERATE, "a", "A chain has one beginning.",
              (("b", "a", "repeats"), ("c", "b", "summarises"), ("d", "c", "cites"))),
    Situation("the origin lies in another file", "Two reports here repeat a report that was never linked to the target.",
              (A, B, report("o", elsewhere=True)), MODERATE, "a", "What both rest on is one, wherever it is filed.",
              rest_on("o", "a", "b")),
    Situation("a summary of two beside them", "An analyst's summary of both accounts is filed as a third report.",
              (A, B, report("s", "A2", "document")), HIGH, "",
              "The two carry it. The summary adds nothing and takes nothing away.", rest_on("a", "s") + rest_on("b", "s")),
    Situation("a summary and one of its two", "Only the summary and one of the accounts it sums up are linked.",
              (A, report("s"), report("b", elsewhere=True)), MODERATE, "a",
              "The summary rests on the account beside it: they share an origin.", rest_on("a", "s") + rest_on("b", "s")),
    Situation("two summaries of four", "Two summaries rest on two accounts each, none of them the same.",
              (report("s"), report("t", days=2), *(report(r, elsewhere=True) for r in "abcd")), HIGH, "",
              "Nothing is shared between the two.", rest_on("a", "s") + rest_on("b", "s") + rest_on("c", "t") + rest_on("d", "t")),
    Situation("two summaries with one account in both", "Both summaries use the cook's account.",
              (report("s"), report("t", days=2), *(report(r, elsewhere=True) for r in "abc")), MODERATE, "a",
              "The cook would be counted twice.", rest_on("a", "s", "t") + rest_on("b", "s") + rest_on("c", "t")),
    Situation("word for word", "Two informants use the same odd phrase; the analyst suspects one script.",
              (A, B), MODERATE, "a", "Until it is explained, they seem to share an origin: once.",
              (("b", "a", "same_origin_suspected"),)),
    Situation("a likeness that leads on", "B seems to share A's origin, and A turns out to repeat C, who is linked too.",
              (report("a"), report("b"), report("c")), MODERATE, "a", "What is A's origin is then B's too.",
              (("b", "a", "same_origin_suspected"), ("a", "c", "repeats"))),
    # Origins nobody declared.
    Situation("unknown origins of one agency", "A neighbouring agency sent four reports and will not say whence.",
              tuple(report(r, agency="south", declared=False) for r in "abcd"), MODERATE, "a",
              "Unknown origins of one agency count once together."),
    Situation("unknown origins of two agencies", "Two agencies each sent one without declaring its origin.",
              (report("a", agency="south", declared=False), report("b", agency="border", declared=False)), HIGH, "",
              "Each agency answers for one unknown origin; the rule takes them as two."),
    Situation("an unknown origin beside a known one", "Our informant, and one report of the south whose origin is unknown.",
              (A, report("b", agency="south", declared=False)), HIGH, "", "One known origin and one unknown one."),
    Situation("an unknown origin that rests on ours", "The south's report turns out to cite our informant's.",
              (A, report("b", agency="south", declared=False)), MODERATE, "a", "It is our own report come back.",
              rest_on("a", "b", kind="cites")),
    # Tasked by the tip.
    Situation("an officer tasked by the tip who saw it", "The tip sent an undercover officer; he saw the locked door.",
              (report("tip", by="public_tip"), report("o", "A2", "undercover_officer")), HIGH, "",
              "He was sent by the tip and observed the fact himself.", rest_on("tip", "o", kind="prompted_by")),
    Situation("an officer tasked by the tip who heard of it", "The officer was told the same in the bar, and saw nothing.",
              (report("tip", by="public_tip"), report("o", "A2", "undercover_officer", first_hand=False)), MODERATE, "a",
              "He brings the tip's content back; that is no second origin.", rest_on("tip", "o", kind="prompted_by")),
    Situation("an informant to whom the tip was put", "The handler asked an informant whether the tip is true. He says yes, he saw it.",
              (report("tip", by="public_tip"), report("h")), MODERATE, "a",
              "Whoever was told what is hoped for may say it: a shared prompt.", rest_on("tip", "h", kind="prompted_by")),
    Situation("two informants asked with one prompt", "Both informants were asked about the same tip, which is not linked.",
              (report("h"), report("i"), report("tip", elsewhere=True)), MODERATE, "a",
              "They share the prompt that was supplied to them.", rest_on("tip", "h", "i", kind="prompted_by")),
    Situation("a camera set up because of the tip", "The tip led to a lawful camera; it shows the van loads before dawn.",
              (report("tip", by="public_tip"), report("cam", "A2", "technical")), HIGH, "",
              "A camera cannot be led.", rest_on("tip", "cam", kind="prompted_by")),
    Situation("the officer's superior sums him up", "The officer saw it; his superior's summary is filed as a report.",
              (report("o", "A2", "undercover_officer"), report("s", "A2", "partner_agency", first_hand=False)),
              MODERATE, "a", "A summary is no second pair of eyes.", rest_on("o", "s", kind="summarises")),
    # Survivors' accounts.
    Situation("two survivors who never met", "Two women who escaped in different months tell of the same rooms.",
              (report("a", by="survivor_account"), report("b", by="survivor_account", days=3)), HIGH, "",
              "Independent people, independent accounts."),
    Situation("two survivors who shared a room first", "They were placed in one room for a night before the first account.",
              (report("a", by="survivor_account"), report("b", by="survivor_account", days=3)), MODERATE, "a",
              "Neither lies; but one may have shaped the other, so they count once together.", heard=(("a", "b"),)),
    Situation("two who shared a room, and a third who did not", "A third escaped elsewhere and met neither.",
              tuple(report(r, by="survivor_account") for r in "abc"), HIGH, "",
              "The third is independent of both.", heard=(("a", "b"),)),
    Situation("three through one interpreter", "One interpreter relayed details among three accounts.",
              tuple(report(r, by="survivor_account") for r in "abc"), MODERATE, "a",
              "Each of the three may have shaped the others.", heard=(("a", "b"), ("b", "c"), ("a", "c"))),
    Situation("contaminated, and an officer's eyes", "Two accounts shaped each other; an officer saw the locked gate.",
              (*(report(r, by="survivor_account") for r in "ab"), report("o", by="undercover_officer")), HIGH, "",
              "One of the accounts and the officer are two.", heard=(("a", "b"),)),
    Situation("coached lies", "Three workers give the same denial of debts in the same words, the foreman in the room. Two informants saw the debt book.",
              (A, B, *(report(r, "E5", says="contradicts", signs=()) for r in "xyz")), HIGH, "",
              "What was said under the foreman's eyes is graded improbable; it stands below both informants.",
              rest_on("x", "y", "z", kind="same_origin_suspected")),
    Situation("coached accusations", "A rival's people bring two matching stories; the analyst grades them unreliable, improbable.",
              (report("a", "E5"), report("b", "E5")), MODERATE, "c",
              "Two origins in form, neither good. It may be looked at, not acted on."),
    Situation("coached accusations found out", "The matching stories are found to be one script, and improbable.",
              (report("a", "E5"), report("b", "E5")), LOW, "ac", "One origin, and improbable.",
              (("b", "a", "same_origin_suspected"),)),
    # Blind sweeps dressed up as evidence.
    Situation("complaints about a street", "Forty residents complain of noise, litter and women at the door.",
              tuple(report(f"n{n}", "C3", "public_tip", says="neutral", signs=()) for n in range(40)), LOW, "abcde",
              "Nuisance says nothing of anybody being held, however often it is said."),
    Situation("complaints filed as support", "The same complaints, now ticked as supporting, with no sign of anything.",
              tuple(report(f"n{n}", "C3", "public_tip", signs=()) for n in range(40)), LOW, "ce",
              "Forty origins of nothing: no exploitation is shown and none is well graded."),
    Situation("complaints graded up", "Somebody grades the complaints B2 so that the numbers look right.",
              tuple(report(f"n{n}", "B2", "public_tip", signs=()) for n in range(40)), LOW, "e",
              "Every box is ticked but what matters: nobody says that anyone is exploited or held."),
    Situation("a red-light district", "Two good reports that women work as prostitutes there. Nothing else.",
              (report("a", signs=()), report("b", signs=())), LOW, "e",
              "Being in prostitution is no sign of being held.", sector="sex"),
    Situation("prostitution and poor rooms", "Two good reports: bad living conditions, bad working conditions.",
              (report("a", signs=("D4.04",)), report("b", signs=("D4.05",))), LOW, "e",
              "Unrated in this sector, each counts as weak; weak alone never makes exploitation.", sector="sex"),
    Situation("every unrated sign there is", "All nine signs of exploitation are ticked for a brothel, none of force.",
              (report("a", signs=[f"D4.0{n}" for n in range(1, 10)]), report("b", signs=())), LOW, "e",
              "Weak signs do not add up to a strong one.", sector="sex"),
    Situation("an irregular workplace", "An inspection list: no contracts, no social protection, low pay. People come and go.",
              (report("a", signs=("D4.02", "D4.07", "D4.08")), report("b", signs=("D4.02",))), LOW, "e",
              "Exploitation of labour, without any means of control: not trafficking of adults."),
    Situation("no papers", "Two good reports that those who work there have no status.",
              (report("a", signs=("D3.02",)), report("b", signs=("D3.02",))), LOW, "e",
              "Being without status is a vulnerability, and no exploitation at all."),
    Situation("an assumption with a file number", "An analyst infers from vans that people must be held; linked as an assumption.",
              (A, report("b", "A2", assumed=True)), MODERATE, "a", "An assumption weighs nothing; one informant is left."),
    Situation("nothing but assumptions", "Three inferences from traffic at night.",
              tuple(report(r, assumed=True) for r in "abc"), LOW, "abcde", "Assumed three times is not known once."),
    # Grades.
    Situation("the second cannot be judged", "A new source whose reliability cannot be judged confirms it.",
              (A, report("b", "F2")), MODERATE, "a", "A source that cannot be judged counts nothing yet."),
    Situation("ten that cannot be judged", "Ten F6 items.", tuple(report(f"f{n}", "F6") for n in range(10)), LOW, "abcde",
              "F6 ten times is nothing."),
    Situation("the second is doubtful", "A second origin, not usually reliable, doubtful.", (A, report("b", "D4")),
              MODERATE, "c", "Two origins, one of them too weak to act on."),
    Situation("possibly true is not enough", "Two fairly reliable sources, each possibly true.",
              (report("a", "C3"), report("b", "C3")), MODERATE, "c", "The pair has to be probably true at least."),
    Situation("fairly reliable, probably true", "Two fairly reliable sources, each probably true.",
              (report("a", "C2"), report("b", "C2")), HIGH, "", "C2 twice is exactly what the rule asks."),
    Situation("both schemes, both good", "One report in each grading scheme, both of their best.",
              (report("a", "B1"), report("b", "1A", agency="south")), HIGH, "", "Each is good in its own scheme."),
    Situation("untested in the other scheme", "Ours is B2; the south's source is untested (2A).",
              (A, report("b", "2A", agency="south")), MODERATE, "c", "An untested source is not a reliable one."),
    Situation("known indirectly in the other scheme", "The south's reliable source knows it indirectly (1C).",
              (A, report("b", "1C", agency="south", first_hand=False)), MODERATE, "c", "1C is below what is asked."),
    Situation("a heap of the second-hand", "Six good reports, six origins; every one of them was told by somebody.",
              tuple(report(r, first_hand=False) for r in "abcdef"), LOW, "bd", "Nobody was there."),
    Situation("one pair of eyes among the second-hand", "One saw it this week, five were told by others.",
              (A, *(report(r, first_hand=False) for r in "bcdef")), HIGH, "", "One first-hand origin and others beside it."),
    Situation("a heap of neutral reports", "Thirty good fresh reports of comings and goings, and one account.",
              (A, *(report(f"n{n}", "A2", says="neutral") for n in range(30))), MODERATE, "a",
              "Neutral is neutral, however much of it there is."),
    # Time.
    Situation("stale truth", "Two excellent accounts of people held there. They are two months old.",
              (report("a", "A2", days=60), report("b", "A2", days=61)), MODERATE, "d",
              "It was true. Whether they are still there is not known: verify."),
    Situation("stale eyes, fresh talk", "The first-hand account is a month old; what is fresh is second-hand.",
              (report("a", days=30), report("b", first_hand=False)), MODERATE, "d",
              "Only fresh eyes say that they are there now."),
    Situation("fourteen days to the minute", "The newest observation is exactly fourteen days old.",
              (report("a", days=14), report("b", days=20)), HIGH, "", "Fourteen days is at most fourteen days."),
    Situation("a minute past fourteen days", "The newest observation is a minute older than that.",
              (report("a", days=14 + 1 / 1440), report("b", days=20)), MODERATE, "d", "The limit is a limit."),
    Situation("stale and alone", "One good account, three weeks old.", (report("a", days=21),), LOW, "ad",
              "One origin, and old: two things are missing."),
    # Contradictions.
    Situation("an equal says no", "An equally good source was inside and saw an empty hall.",
              (A, B, report("x", says="contradicts", signs=())), LOW, "f", "Equal words stand against each other."),
    Situation("a better one says no", "An officer of the best grade walked through: nobody lives there.",
              (A, B, report("x", "A1", "undercover_officer", says="contradicts", signs=())), LOW, "f",
              "The better account says that they are not there."),
    Situation("a worse one says no", "A passer-by of poor grade thinks that it is empty.",
              (A, B, report("x", "D3", says="contradicts", signs=())), HIGH, "", "It stands below the pair."),
    Situation("better than the weaker half of the pair", "A2 and C2 say yes, B2 says no.",
              (report("a", "A2"), report("b", "C2"), report("x", says="contradicts", signs=())), LOW, "f",
              "The pair is as good as its weaker half."),
    Situation("the good half logged twice", "A2 twice from one source and C2 from another say yes; B2 says no.",
              (report("a", "A2"), report("e", "A2"), report("b", "C2"), report("x", says="contradicts", signs=())), LOW,
              "f", "An echo does not lift the pair above what speaks against it.", rest_on("a", "e")),
    Situation("one source against a doubtful no", "One excellent source says yes; a doubtful one says no.",
              (report("a", "A2"), report("x", "D4", says="contradicts", signs=())), LOW, "af",
              "Without a pair there is nothing that stands above the no."),
    Situation("the no cannot be judged", "Somebody unknown says it is empty (F6).",
              (A, B, report("x", "F6", says="contradicts", signs=())), HIGH, "", "What cannot be judged weighs nothing either way."),
    Situation("the no was unlawful", "An unlawful search of the office found nothing of the kind.",
              (A, B, report("x", "A1", says="contradicts", signs=(), lawful=False)), HIGH, "",
              "What was gained unlawfully counts neither for nor against; a lawful look is owed."),
    Situation("an old no of the other scheme", "A reliable source of the south said in autumn that it was empty (1B).",
              (A, B, report("x", "1B", days=150, says="contradicts", signs=(), agency="south")), LOW, "f",
              "Old as it is, nobody has settled it: an unresolved contradiction stands."),
    # Lawfulness and withdrawal.
    Situation("an unlawful origin travels", "The first report came from an unlawful interception; the second cites it.",
              (report("a", lawful=False), report("b", agency="south"), report("c")), MODERATE, "a",
              "The second is tainted by the first; the third alone is left.", rest_on("a", "b", kind="cites")),
    Situation("an unlawful origin three agencies away", "A chain of three repeats what a burgled safe told.",
              (report("a", lawful=False, elsewhere=True), *(report(r) for r in "bcd")), LOW, "abcde",
              "The taint reaches the end of the chain.",
              (("b", "a", "repeats"), ("c", "b", "repeats"), ("d", "c", "summarises"))),
    Situation("sent by an unlawful tip", "An unlawful interception sent an officer, who then saw it himself.",
              (report("a", lawful=False), report("o", "A2", "undercover_officer"), report("c")), MODERATE, "a",
              "His eyes are his own; why he was there is not lawful.", rest_on("a", "o", kind="prompted_by")),
    Situation("a likeness to something unlawful", "A lawful account resembles what an unlawful one says, which names it.",
              (report("a"), report("b"), report("x", lawful=False)), HIGH, "",
              "A lawful account does not become unlawful because another resembles it.",
              (("x", "a", "same_origin_suspected"),)),
    Situation("the witness takes it back", "One of two accounts is withdrawn.", (A, report("b", retracted=True)), MODERATE,
              "a", "What is withdrawn counts nothing."),
    Situation("an echo of what was taken back", "The withdrawn account was repeated by the south; the repetition stays filed.",
              (A, report("b", retracted=True), report("c", agency="south")), MODERATE, "a",
              "The echo falls with what it repeated.", rest_on("b", "c")),
    # Children.
    Situation("a child at work, adult means absent", "Two accounts of a child working all night for no pay. Nobody is locked in.",
              (report("a", signs=WORK, child=True), report("b", signs=WORK)), HIGH, "",
              "For a child no means are needed: act and exploitation are enough."),
    Situation("adults at work, means absent", "The same, of adults.", (report("a", signs=WORK), report("b", signs=WORK)), LOW,
              "e", "For adults some means of control has to be shown."),
    Situation("a child seen, nothing shown", "Two accounts of a child in the yard, playing.",
              (report("a", signs=(), child=True), report("b", signs=(), child=True)), LOW, "e",
              "A child who is there is not yet a child who is exploited; child protection is told all the same."),
    Situation("a child in a brothel", "Two accounts of a girl with clients who are chosen for her; hazardous work.",
              (report("a", signs=("D4.06", "D5.07"), child=True), report("b", signs=("D5.03",))), HIGH, "",
              "Forced clients and confinement of a child.", sector="sex"),
    Situation("the word of a child is withdrawn", "The only report that spoke of a child is withdrawn; adults without means remain.",
              (report("a", signs=WORK), report("b", signs=WORK), report("c", signs=WORK, child=True, retracted=True)),
              LOW, "e", "Without the child, adult means have to be shown."),
    Situation("somebody says they are all grown up", "Two accounts of a child; the owner's friend says that all are adults.",
              (report("a", signs=WORK, child=True), report("b", signs=WORK, child=True),
               report("x", "E5", says="contradicts", signs=())), HIGH, "", "A claim of adulthood takes nobody off the child's track."),
    # Indicators.
    Situation("means without exploitation", "Papers are kept and debts are written down; nobody works yet.",
              (report("a", signs=PAPERS_AND_DEBT), report("b", signs=PAPERS_AND_DEBT)), LOW, "e",
              "Control is shown, exploitation is not."),
    Situation("one strong sign alone", "Excessive hours, and papers kept: one strong sign of each, nothing more.",
              (report("a", signs=("D4.01",)), report("b", signs=("D5.01",))), LOW, "e", "One strong sign wants another beside it."),
    Situation("signs spread over many reports", "Four accounts, each with one sign; together two of each dimension.",
              tuple(report(r, signs=(s,)) for r, s in zip("abcd", HELD, strict=True)), HIGH, "",
              "Signs add up over reports."),
    Situation("the signs come from what does not count", "Two good accounts without signs; all signs stand in an F6 tip.",
              (report("a", signs=()), report("b", signs=()), report("t", "F6", "public_tip")), LOW, "e",
              "A tip that cannot be judged lends no sign."),
    Situation("forced clients and locked doors", "Two accounts: clients are chosen for them, windows are screwed shut.",
              (report("a", signs=FORCED), report("b", signs=FORCED)), HIGH, "",
              "Force and confinement: exploitation and control of adults.", sector="sex"),
    Situation("deceived about the job, unpaid", "Promised another job and wages; now endless hours without pay.",
              (report("a", signs=("D1.01", "D1.02", "D4.01")), report("b", signs=("D4.02",))), HIGH, "",
              "Deceptive recruitment is a means; exploitation is shown."),
]  # fmt: skip

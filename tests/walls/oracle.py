"""The second oracle: what the domain paper forbids and allows, written by hand from its sections 4.1, 4.3, 9 and 10.

It knows nothing of the policies. Each law looks at one thing that the product showed or allowed to somebody and says
whether that may never be; `MAY` says what each function of the table in 4.1 has to be able to do.
"""

from collections.abc import Callable
from dataclasses import dataclass

from intelligence.models import (
    EntityLink,
    ExhibitDisclosure,
    HandlingConsent,
    IntelligenceReport,
    RaidTarget,
    TargetLink,
)
from shelters.models import Shelter
from taskforce.accounts.models import Agency, Function
from tests.walls.expected import Facts, Model, Row, Somebody
from victims.models import Person, Release

F, K = Function, Agency.Kind

INTELLIGENCE = {
    "intelligence.HandlingConsent", "intelligence.DangerAssessment", "intelligence.UnlawfulMark",
    "intelligence.ReviewDecision", "intelligence.LegalHold",
    "intelligence.Entity", "intelligence.EntityLink", "intelligence.EntityRole", "intelligence.EntityTie",
    "intelligence.ReasonableSuspicion",
    "intelligence.DeconflictionCheck", "intelligence.DeconflictionConflict", "intelligence.DeconflictionContact",
    "intelligence.DeconflictionToken", "intelligence.MatchExchange",
    "intelligence.EntityMerge", "intelligence.EntityApart",
    "intelligence.IntelligenceFile",
    "intelligence.Tip", "intelligence.SourceIdentity",
    "intelligence.SourceAuthorisation", "intelligence.SourceContactRecord", "intelligence.SourceReference",
    "intelligence.PresenceAffirmation", "intelligence.TargetUnlinking", "intelligence.OperationOutcome",
    "intelligence.AccountContamination",
    "intelligence.RaidTarget", "intelligence.IntelligenceReport", "intelligence.Grade", "intelligence.ReportDerivation",
    "intelligence.TargetLink", "intelligence.VerificationAttempt",
    "intelligence.Room", "intelligence.SightLine", "intelligence.Hazard", "intelligence.SketchMark",
    "intelligence.ReportImport",
}  # fmt: skip
OPERATIONS = {
    "cases.RaidPlan", "cases.PlanSection", "cases.ApprovalSignature", "cases.OperationAssignment", "cases.Encounter",
    "cases.RoleChange", "cases.RecoveryEvent", "cases.AfterAction",
}  # fmt: skip
RESIDENTS = {"shelters.Placement": "shelter__agency", "shelters.HandoffReceipt": "placement__shelter__agency",
             "shelters.Bed": "shelter__agency"}  # fmt: skip
# Evidence is apart from intelligence; the prosecution sees of it what was disclosed to it, or asked of it (4.1, 2.2).
EVIDENCE = {
    "intelligence.EvidenceItem": "agency", "intelligence.ExhibitFile": "item__agency",
    "intelligence.CustodyTransfer": "item__agency", "intelligence.ExhibitDisclosure": "item__agency",
    "intelligence.DisclosureReview": "agency",
}  # fmt: skip
EXHIBIT_OF = {"intelligence.EvidenceItem": "pk", "intelligence.ExhibitFile": "item",
              "intelligence.CustodyTransfer": "item"}  # fmt: skip
INSIDE = ("intelligence.Room", "intelligence.SightLine", "intelligence.Hazard", "intelligence.SketchMark")
ONE_OWNER = {
    "intelligence.DangerAssessment": "agency", "intelligence.UnlawfulMark": "agency",
    "intelligence.ReviewDecision": "agency", "intelligence.LegalHold": "agency",
    "intelligence.DeconflictionCheck": "agency", "intelligence.DeconflictionConflict": "agency",
    "intelligence.MatchExchange": "agency", "intelligence.EntityMerge": "agency",
    "intelligence.EntityApart": "agency",
    "intelligence.Entity": "agency", "intelligence.EntityLink": "agency", "intelligence.EntityRole": "entity__agency",
    "intelligence.EntityTie": "one__agency", "intelligence.ReasonableSuspicion": "entity__agency",
    "intelligence.PresenceAffirmation": "target__agency", "intelligence.TargetUnlinking": "target__agency",
    "intelligence.AccountContamination": "agency",
    **dict.fromkeys(INSIDE, "target__agency"), **EVIDENCE,
    "intelligence.IntelligenceFile": "agency", "victims.PersonFile": "person__agency",
    "oversight.AuditReview": "agency", "oversight.Finding": "review__agency",
    "intelligence.RaidTarget": "agency", "intelligence.IntelligenceReport": "agency",
    "intelligence.Grade": "report__agency", "intelligence.ReportDerivation": "child__agency",
    "intelligence.TargetLink": "target__agency", "intelligence.VerificationAttempt": "target__agency",
    "intelligence.SourceIdentity": "agency", "intelligence.SourceAuthorisation": "source__agency",
    "intelligence.SourceContactRecord": "source__agency", "intelligence.SourceReference": "source__agency",
    "intelligence.Tip": "agency",
    "cases.RaidPlan": "agency", "cases.PlanSection": "plan__agency", "cases.ApprovalSignature": "plan__agency",
    "cases.OperationAssignment": "plan__agency", "cases.Encounter": "plan__agency",
    "cases.RoleChange": "encounter__plan__agency", "cases.RecoveryEvent": "encounter__plan__agency",
    "cases.AfterAction": "plan__agency", "victims.Person": "agency", "victims.CounsellingPeriod": "person__agency",
    "victims.CounsellingSession": "person__agency", "shelters.Shelter": "agency", "vault.RecordKey": "agency",
    "vault.KeyGrant": "agency", "vault.BlindIndex": "agency", "intelligence.ReportImport": "agency",
}  # fmt: skip
SOURCES = {"intelligence.SourceIdentity": "", "intelligence.SourceAuthorisation": "source__",
           "intelligence.SourceContactRecord": "source__", "intelligence.SourceReference": "source__"}  # fmt: skip
HANGS_ON: dict[str, tuple[Model, str]] = {
    "intelligence.EntityLink": (RaidTarget, "target"),
    **dict.fromkeys(INSIDE, (RaidTarget, "target")),
    "intelligence.RaidTarget": (RaidTarget, "pk"), "intelligence.TargetLink": (RaidTarget, "target"),
    "intelligence.VerificationAttempt": (RaidTarget, "target"),
    "intelligence.PresenceAffirmation": (RaidTarget, "target"), "victims.Person": (Person, "pk"),
    "shelters.Shelter": (Shelter, "pk"),
}  # fmt: skip
REPORTED = {"intelligence.IntelligenceReport": "pk", "intelligence.Grade": "report",
            "intelligence.ReportDerivation": "child"}  # fmt: skip
TIED = {"intelligence.Entity": ["pk"], "intelligence.EntityTie": ["one", "other"]}  # to what is linked to a target
PUT_BY = {"intelligence.UnlawfulMark": "marked_by", "intelligence.ReviewDecision": "decided_by",
          "intelligence.LegalHold": "placed_by", "intelligence.DangerAssessment": "given_by"}  # fmt: skip
DECIDED = {"intelligence.IntelligenceReport", "intelligence.HandlingConsent", *PUT_BY}
MINE_ALONE = {"clocks.CalendarFeed": "user", "kit.Draft": "user", "kit.SubmittedOnce": "user", "notices.Notice": "user"}
BOOKKEEPING = {"intelligence.TargetGrant", "victims.PersonGrant", "shelters.ShelterGrant"}  # that I was let in
CONTENT = ("intelligence.", "cases.", "victims.", "shelters.")


# What a person can release, and what exactly each item opens (4.3): of the person themselves also that they are there.
OPENED_BY = {
    "name": ("victims.Person", {"called"}), "safe_contact": ("victims.Person", {"safe_contact"}),
    "profile": ("victims.Person", {"language", "gender", "child_status"}), "wishes": ("victims.Person", {"wishes"}),
    "period": ("victims.CounsellingPeriod", {"started_at", "length", "closed_at"}),
    "needs": ("victims.CounsellingSession", {"needs"}),
}  # fmt: skip
OF_A_PERSON = {
    "victims.Person": "pk", "victims.CounsellingPeriod": "person", "victims.CounsellingSession": "person",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One thing that the product showed to somebody of one row, or allowed them to do to it, through one channel."""

    who: Somebody
    facts: Facts
    model: Model
    row: Row
    what: str  # "see", the name of a field, or an act
    is_act: bool
    channel: str

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def is_police(self) -> bool:
        return self.who.kind == K.LAW_ENFORCEMENT

    @property
    def is_content(self) -> bool:
        return self.label.startswith(CONTENT) and self.label not in BOOKKEEPING

    def at(self, path: str) -> object:
        return self.facts.end(self.model, self.row, path)

    def is_only(self, *functions: str) -> bool:
        """Whether they hold nothing that counts but these."""
        return self.who.functions <= {str(f) for f in functions}

    def holds(self, *functions: str) -> bool:
        return not self.who.functions.isdisjoint(str(f) for f in functions)

    def has_grant(self, *codenames: str) -> bool:
        """Whether an explicit grant on the record that this hangs on is theirs, in force by the database's clock."""
        model, pks = self._record()
        return model is not None and any(
            grant["user_id"] == self.who.pk
            and grant["content_object_id"] in pks
            and grant["permission__codename"] in codenames
            and (grant["until"] is None or grant["until"] > self.facts.now)
            for grant in self.facts.grants_on(model)
        )

    @property
    def is_released(self) -> bool:
        """Whether just this was released to their agency, in writing, and that is in force by the database's clock."""
        opened: set[str] = set()
        for release in self.facts.read(Release).values() if self.label in OF_A_PERSON else ():
            in_force = release["withdrawn_at"] is None and release["expires_at"] > self.facts.now
            theirs = release["recipient_id"], release["person_id"]
            if in_force and theirs == (self.who.agency, self.at(OF_A_PERSON[self.label])):
                opened |= {"see"} if self.label == "victims.Person" else set()
                opened |= self._opened_by(release)
        return self.what in opened

    def _opened_by(self, release: Row) -> set[str]:
        named = self.row["public_id"] in release["talks"]
        items = [item for item in release["items"] if item != "needs" or named]
        opened = [names for label, names in map(OPENED_BY.__getitem__, items) if label == self.label]
        return {"see"}.union(*opened) if opened else set()

    @property
    def is_release_to_them(self) -> bool:
        return self.label == "victims.Release" and self.at("recipient") == self.who.agency

    @property
    def is_disclosed(self) -> bool:
        """Whether this exhibit is disclosed to their agency now, or this disclosure or review names it."""
        if self.who.kind != K.PROSECUTION:
            return False
        if self.label in EXHIBIT_OF:
            item = self.at(EXHIBIT_OF[self.label])
            return any(
                (given["item_id"], given["recipient_id"], given["ended_at"]) == (item, self.who.agency, None)
                for given in self.facts.read(ExhibitDisclosure).values()
            )
        paths = {"intelligence.ExhibitDisclosure": "recipient", "intelligence.DisclosureReview": "reviewing_agency"}
        return self.label in paths and self.at(paths[self.label]) == self.who.agency

    def _record(self) -> tuple[Model | None, set[object]]:
        """The target, person or shelter that somebody is let in on, for this row."""
        if self.label == "intelligence.IntelligenceFile":
            links = self.facts.read(TargetLink).values()
            reported = {link["target_id"] for link in links if link["report_id"] == self.at("report")}
            return RaidTarget, {self.at("target"), *reported}
        if self.label in TIED:
            links, tied = self.facts.read(EntityLink).values(), {self.at(path) for path in TIED[self.label]}
            return RaidTarget, {
                link["target_id"] for link in links if link["entity_id"] in tied and not link["ended_at"]
            }
        if self.label in REPORTED:
            report = self.at(REPORTED[self.label])
            links = self.facts.read(TargetLink).values()
            return RaidTarget, {link["target_id"] for link in links if link["report_id"] == report}
        model, path = HANGS_ON.get(self.label, (None, "pk"))
        return model, {self.at(path)}

    @property
    def is_consented(self) -> bool:
        """Whether the agency of the report that this is, or hangs on, said yes to just this reader."""
        path = REPORTED.get(self.label, "report" if self.label == "intelligence.IntelligenceFile" else "")
        consents = self.facts.read(HandlingConsent).values() if path else ()
        return any(
            (consent["report_id"], consent["reader_id"], consent["state"]) == (self.at(path), self.who.pk, "given")
            for consent in consents
        )

    @property
    def is_held_back(self) -> bool:
        """Whether it is, or hangs on, a report whose handling or lawfulness keeps what it says in its agency."""
        path = REPORTED.get(self.label, "report" if self.label == "intelligence.IntelligenceFile" else "")
        report = self.facts.read(IntelligenceReport).get(self.at(path)) if path else None
        return report is not None and report["goes_out"] != "open" and not self.is_consented

    @property
    def oversees_the_source(self) -> bool:
        return self.is_police and self.holds(F.SOURCE_CONTROLLER) and not self.is_foreign

    @property
    def meets_the_source(self) -> bool:
        officers = {self.at(f"{SOURCES[self.label]}{name}") for name in ("handler", "co_handler")}
        return self.is_police and self.holds(F.INVESTIGATOR) and self.who.pk in officers

    @property
    def is_foreign(self) -> bool:
        """Whether it belongs to one agency, and that is not theirs."""
        path = ONE_OWNER.get(self.label)
        return path is not None and self.at(path) != self.who.agency


Law = Callable[[Shown], bool]


def _source_identity(s: Shown) -> bool:
    fields = {"source_ref", "source_type", "logged_by", "is_lawful", "origin_declared", "agency"}
    return s.label == "intelligence.IntelligenceReport" and s.what in fields and (not s.is_police or s.is_foreign)


def _shelter_location(s: Shown) -> bool:
    if s.label != "shelters.Shelter" or s.what != "location":
        return False
    if s.is_police:
        return True
    is_house = s.at("agency") == s.who.agency and s.holds(F.SHELTER_MANAGER, F.SHELTER_WORKER)
    return not is_house and not s.has_grant("break_glass")


def _of_others(s: Shown) -> bool:
    """A row of another agency without anything that lets one in; others' shelters are known by their code to carers."""
    if not s.is_foreign or s.is_released or s.is_consented or s.is_disclosed:
        return False
    if s.has_grant("on_target", "break_glass", "assess_danger"):
        return False
    if s.label == "shelters.Shelter":
        return not (s.who.kind == K.VICTIM_SERVICES and s.holds(F.COUNSELLOR, F.COORDINATOR))
    return not (s.label == "victims.Person" and s.holds(F.INTERVIEWER))


# Each sentence is what must never be; its key says where in the domain paper it stands.
NEVER: dict[str, Law] = {
    "10.1 police or prosecution obtain counselling, released or not": lambda s: (
        s.who.kind in {K.LAW_ENFORCEMENT, K.PROSECUTION} and s.label == "victims.CounsellingSession"
    ),
    "10.1 police or prosecution obtain what a person told in care, released or not": lambda s: (
        s.who.kind in {K.LAW_ENFORCEMENT, K.PROSECUTION} and (s.label, s.what) == ("victims.Person", "wishes")
    ),
    "10.1 police obtain what the person did not release": lambda s: (
        s.is_police
        and not s.is_released
        and (
            s.label == "victims.CounsellingPeriod"
            or (s.label == "victims.Person" and s.what in {"called", "safe_contact", "recovery"})
        )
    ),
    "4.3 anybody but giver and recipient sees a release": lambda s: (
        s.label == "victims.Release" and s.who.agency not in {s.at("discloser"), s.at("recipient")}
    ),
    "4.3 a recipient reads what else was considered, or who agreed for a child": lambda s: (
        s.label == "victims.Release"
        and s.at("discloser") != s.who.agency
        and (s.is_act or s.what in {"alternatives", "purpose_words", "signature", "guardian", "talks", "witnessed_by"})
    ),
    "4.3 anybody but the agency's counsellors opens a person's papers": lambda s: (
        s.label == "victims.PersonFile"
        and not (s.holds(F.COUNSELLOR) and s.at("person__agency") == s.who.agency and s.who.kind == K.VICTIM_SERVICES)
    ),
    "3 somebody outside the agency obtains why somebody is a subject, or what is known of anybody": lambda s: (
        s.is_foreign
        and (
            s.label in {"intelligence.ReasonableSuspicion", "intelligence.EntityRole"}
            or (s.label == "intelligence.Entity" and s.what in {"details", "suspicion", "added_by"})
        )
    ),
    "3 somebody outside the agency learns who a possible victim, a witness or a bystander is": lambda s: (
        (s.label, s.what) == ("intelligence.Entity", "label") and s.is_foreign and s.at("role") not in {"", "subject"}
    ),
    "3 somebody reviews the facts they wrote themselves": lambda s: (
        (s.label, s.what) == ("intelligence.ReasonableSuspicion", "review") and s.at("author") == s.who.pk
    ),
    "2.2 somebody outside obtains a picture as it came, or what it was called": lambda s: (
        s.label == "intelligence.IntelligenceFile"
        and s.is_foreign
        and (s.is_act or s.what in {"original", "name", "received", "uploaded_by"})
    ),
    "10.1 police obtain where a shelter is, or anybody outside it without a second person": _shelter_location,
    "10.1 police learn of a stay more than its code, its state and that somebody arrived": lambda s: (
        s.is_police and s.label == "shelters.Placement" and s.what not in {"see", "shelter_code", "state", "arrived_at"}
    ),
    "10.1 police see a bed or a receipt": lambda s: (
        s.is_police and s.label in {"shelters.Bed", "shelters.HandoffReceipt"}
    ),
    "10.1 somebody outside the agency obtains what points to a source": _source_identity,
    "2.2 somebody outside reads what the handling of a report holds back": lambda s: (
        s.is_foreign
        and s.is_held_back
        and (
            s.what in {"text", "observed_at", "access", "speaks_of_child", "indicators", "rationale", "grader"}
            or (s.label == "intelligence.IntelligenceFile" and s.what == "see")
        )
    ),
    "2.2 whoever asked to read a report learns who decides, or decides it": lambda s: (
        s.label == "intelligence.HandlingConsent"
        and s.at("agency") != s.who.agency
        and (s.is_act or s.what in {"need", "answered_by", "right"} or s.at("reader") != s.who.pk)
    ),
    "2.2 anybody but analysts and supervisors decides on a report": lambda s: (
        s.is_act
        and s.what
        in {"handle", "mark_unlawful", "review", "hold", "warn", "lift", "confirm", "release", "answer", "end"}
        and s.label in DECIDED
        and not s.holds(F.ANALYST, F.SUPERVISOR)
    ),
    "23.20 somebody undoes or confirms their own decision": lambda s: (
        s.is_act and s.label in PUT_BY and s.at(PUT_BY[s.label]) == s.who.pk
    ),
    "23.20(h) something is done to a report that is gone": lambda s: (
        s.is_act and s.label == "intelligence.IntelligenceReport" and s.what != "log" and s.at("purged_at") is not None
    ),
    "10.2 a row of another agency without a grant in force": _of_others,
    "10.2 somebody whose account is switched off obtains anything": lambda s: not s.who.is_active,
    "3 somebody without a function in date obtains content": lambda s: s.is_content and not s.who.functions,
    "0.11 a partner sees target, address or plan": lambda s: (
        not s.is_police
        and (s.label in INTELLIGENCE | OPERATIONS or (s.label, s.what) == ("cases.PartnerNotice", "plan"))
    ),
    "0.12 anybody but the agency's counsellors reads a talk": lambda s: (
        s.label == "victims.CounsellingSession"
        and not s.is_released
        and not (s.holds(F.COUNSELLOR) and s.at("person__agency") == s.who.agency and s.who.kind == K.VICTIM_SERVICES)
    ),
    "0.12 a counsellor reads or writes an investigative account": lambda s: (
        s.label == "victims.Interview"
        and s.what in {"account", "people_named", "places_named", "needs", "write"}
        and s.at("interviewer") != s.who.pk
    ),
    "4.1 an interviewer browses": lambda s: (
        s.is_only(F.INTERVIEWER)
        and s.is_content
        and not (s.label == "victims.Interview" and s.at("interviewer") == s.who.pk)
        and not (s.label == "victims.Person" and s.what in {"see", "child_status", "language"})
    ),
    "4.1 interpreter, guardian, medical provider or child protection browse": lambda s: (
        s.is_only(F.INTERPRETER, F.GUARDIAN, F.MEDICAL, F.CHILD_PROTECTION)
        and s.is_content
        and not (s.holds(F.CHILD_PROTECTION) and s.has_grant("break_glass", "assess_danger"))
        and not (s.holds(F.CHILD_PROTECTION) and (s.is_released or s.is_release_to_them))
    ),
    "4.1 an analyst, a source controller or a counsellor approves plans": lambda s: (
        s.is_act
        and s.label == "cases.RaidPlan"
        and s.what in {"approve", "return", "launch", "finish", "suspend"}
        and not s.holds(F.SUPERVISOR)
    ),
    "4.1 a supervisor approves their own plan": lambda s: (
        s.what in {"approve", "return"} and s.label == "cases.RaidPlan" and s.at("planner") == s.who.pk
    ),
    "4.1 anybody but an analyst alters grades": lambda s: s.what == "regrade" and not s.holds(F.ANALYST),
    "4.1 a source controller reads reports or plans": lambda s: (
        s.is_only(F.SOURCE_CONTROLLER) and s.is_content and s.label not in SOURCES
    ),
    "2.2 anybody but the officers of a source obtains anything of it": lambda s: (
        s.label in SOURCES and not (s.oversees_the_source or s.meets_the_source)
    ),
    "2.2 whoever meets a source authorises them or writes what crosses": lambda s: (
        s.label == "intelligence.SourceIdentity"
        and s.what in {"authorise", "appoint", "sanitise", "shred"}
        and (s.meets_the_source or not s.holds(F.SOURCE_CONTROLLER))
    ),
    "3 anybody but those who vet them obtains a tip, or but an analyst how its teller is reached": lambda s: (
        s.label == "intelligence.Tip"
        and (
            s.is_foreign
            or not s.holds(F.INVESTIGATOR, F.ANALYST)
            or (s.what in {"teller", "decide"} and not s.holds(F.ANALYST))
        )
    ),
    "4.1 prosecution browses what is not disclosed": lambda s: (
        s.is_only(F.PROSECUTOR, F.LEGAL_ADVISER)
        and s.is_content
        and not (s.who.kind == K.PROSECUTION and (s.is_released or s.is_release_to_them or s.is_disclosed))
    ),
    "2.2 anybody but police and the prosecution it is disclosed to sees evidence": lambda s: (
        s.label in EVIDENCE and not s.is_police and not s.is_disclosed
    ),
    "2.2 the prosecution learns which report or target is behind an exhibit, or who asked": lambda s: (
        s.label in EVIDENCE
        and not s.is_police
        and s.what in {"report", "target", "review", "asked_by", "original", "name", "received", "uploaded_by"}
    ),
    "2.2 anybody but a prosecutor consents to a disposal, or decides what becomes evidence": lambda s: (
        s.is_act
        and s.label in EVIDENCE
        and s.what in {"consent", "decide"}
        and not (s.holds(F.PROSECUTOR) or (s.what == "decide" and s.holds(F.LEGAL_ADVISER)))
    ),
    "2.4 of another unit's operation anybody learns more than figures, or anything before its review": lambda s: (
        s.label == "intelligence.OperationOutcome"
        and s.at("agency") != s.who.agency
        and (
            s.at("result") == "pending"
            or s.is_act
            or s.what in {"target", "operation", "source_types", "went_at", "recorded_by", "recorded_at"}
        )
    ),
    "2.4 anybody but analysts and supervisors compares units, or enters an operation from before": lambda s: (
        s.is_act and s.label == "intelligence.OperationOutcome" and not s.holds(F.ANALYST, F.SUPERVISOR)
    ),
    "35 anybody learns more of a conflict than that there is one and whom to call": lambda s: (
        s.label == "intelligence.DeconflictionToken"
        or (s.label, s.what) == ("intelligence.DeconflictionConflict", "against")
    ),
    "35 anybody sees the key or the secret of an exchange": lambda s: (
        s.label == "intelligence.MatchExchange" and s.what in {"secret", "work"}
    ),
    "A11 anybody sees a key of the house": lambda s: s.label == "vault.HouseKey",
    "4.1 a coordinator sees target or source": lambda s: (
        s.is_only(F.COORDINATOR) and s.label in INTELLIGENCE | OPERATIONS
    ),
    "4.1 a shelter sees another shelter's residents": lambda s: (
        s.who.kind == K.SHELTER and s.label in RESIDENTS and s.at(RESIDENTS[s.label]) != s.who.agency
    ),
    "4.1 a shelter sees case intelligence": lambda s: s.who.kind == K.SHELTER and s.label in INTELLIGENCE | OPERATIONS,
    "4.1 an auditor sees content": lambda s: s.is_only(F.AUDITOR) and s.is_content,
    "4.1 an auditor reads why a glass was broken": lambda s: (
        s.is_only(F.AUDITOR) and (s.label, s.what) == ("access.BreakGlass", "reason") and s.at("by") != s.who.pk
    ),
    "A11 an administrator sees content": lambda s: s.is_only(F.ADMINISTRATOR) and s.is_content,
    "A11 anybody sees a wrapped key": lambda s: (s.label, s.what) == ("vault.DomainKey", "wrapped"),
    "4.3 an act through broken glass": lambda s: (
        s.is_act and s.is_foreign and s.has_grant("break_glass", "assess_danger") and not s.has_grant("on_target")
    ),
    "0.9 partners take part in enforcement": lambda s: s.is_act and not s.is_police and s.label in OPERATIONS,
    "9 the code word is known outside the house": lambda s: (
        (s.label, s.what) == ("shelters.HandoffReceipt", "code_word")
        and s.at("placement__shelter__agency") != s.who.agency
    ),
    "34 anybody but an auditor reads the audit trail": lambda s: (
        s.label in {"audit.AuditEntry", "audit.AuditBlock", "oversight.AuditReview", "oversight.Finding"}
        and not s.holds(F.AUDITOR)
    ),
    "36 anybody reads another's drafts or notices": lambda s: (
        s.label in MINE_ALONE and s.at(MINE_ALONE[s.label]) != s.who.pk
    ),
}

POLICE, CARE, HOUSE = K.LAW_ENFORCEMENT, K.VICTIM_SERVICES, K.SHELTER
# Function, kind of agency, model, field or act: what the table in 4.1 says each may do has to be possible somewhere.
MAY: list[tuple[str, str, str, str]] = [
    (F.INVESTIGATOR, POLICE, "intelligence.IntelligenceReport", "log"),
    (F.INVESTIGATOR, POLICE, "intelligence.RaidTarget", "open"),
    (F.INVESTIGATOR, POLICE, "intelligence.ReportImport", "bring"),
    (F.INVESTIGATOR, POLICE, "intelligence.RaidTarget", "verify"),
    (F.INVESTIGATOR, POLICE, "shelters.Placement", "shelter_code"),
    (F.INVESTIGATOR, POLICE, "intelligence.EvidenceItem", "receive"),
    (F.ANALYST, POLICE, "intelligence.EvidenceItem", "check"),
    (F.SUPERVISOR, POLICE, "intelligence.EvidenceItem", "explain"),
    (F.PROSECUTOR, K.PROSECUTION, "intelligence.EvidenceItem", "consent"),
    (F.LEGAL_ADVISER, K.PROSECUTION, "intelligence.DisclosureReview", "decide"),
    (F.INVESTIGATOR, POLICE, "intelligence.RaidTarget", "survey"),
    (F.PLANNER, POLICE, "intelligence.RaidTarget", "survey"),
    (F.ANALYST, POLICE, "intelligence.IntelligenceReport", "regrade"),
    (F.ANALYST, POLICE, "intelligence.IntelligenceReport", "derive"),
    (F.ANALYST, POLICE, "intelligence.RaidTarget", "link"),
    (F.INVESTIGATOR, POLICE, "intelligence.Entity", "suspect"),
    (F.ANALYST, POLICE, "intelligence.ReasonableSuspicion", "review"),
    (F.SUPERVISOR, POLICE, "intelligence.Entity", "keep"),
    (F.INVESTIGATOR, POLICE, "intelligence.RaidTarget", "deconflict"),
    (F.SUPERVISOR, POLICE, "intelligence.DeconflictionConflict", "resolve"),
    (F.SUPERVISOR, POLICE, "intelligence.OperationOutcome", "compare"),
    (F.ANALYST, POLICE, "intelligence.OperationOutcome", "enter"),
    (F.INVESTIGATOR, POLICE, "intelligence.OperationOutcome", "result"),
    (F.SUPERVISOR, POLICE, "intelligence.MatchExchange", "exchange"),
    (F.SOURCE_CONTROLLER, POLICE, "intelligence.SourceIdentity", "authorise"),
    (F.SOURCE_CONTROLLER, POLICE, "intelligence.SourceContactRecord", "raw"),
    (F.INVESTIGATOR, POLICE, "intelligence.SourceIdentity", "meet"),
    (F.INVESTIGATOR, POLICE, "intelligence.Tip", "take"),
    (F.ANALYST, POLICE, "intelligence.Tip", "decide"),
    (F.PLANNER, POLICE, "cases.RaidPlan", "draft"),
    (F.PLANNER, POLICE, "cases.RaidPlan", "edit"),
    (F.PLANNER, POLICE, "cases.RaidPlan", "submit"),
    (F.SUPERVISOR, POLICE, "cases.RaidPlan", "approve"),
    (F.SUPERVISOR, POLICE, "cases.RaidPlan", "suspend"),
    (F.SUPERVISOR, POLICE, "access.BreakGlass", "confirm"),
    (F.COORDINATOR, CARE, "shelters.Placement", "choose"),
    (F.COORDINATOR, CARE, "victims.Person", "place"),
    (F.COORDINATOR, CARE, "victims.CounsellingPeriod", "see"),
    (F.COUNSELLOR, CARE, "victims.CounsellingSession", "write"),
    (F.COUNSELLOR, CARE, "victims.CounsellingSession", "said"),
    (F.COUNSELLOR, CARE, "victims.Person", "care"),
    (F.COUNSELLOR, CARE, "victims.Person", "release"),
    (F.COORDINATOR, CARE, "victims.Release", "withdraw"),
    (F.CHILD_PROTECTION, K.CHILD_PROTECTION, "victims.Person", "called"),
    (F.PROSECUTOR, K.PROSECUTION, "victims.Person", "called"),
    (F.LEGAL_ADVISER, K.PROSECUTION, "victims.Person", "safe_contact"),
    (F.SHELTER_WORKER, HOUSE, "victims.CounsellingSession", "needs"),
    (F.INVESTIGATOR, POLICE, "victims.Person", "called"),
    (F.COUNSELLOR, CARE, "victims.CounsellingPeriod", "lengthen"),
    (F.INTERVIEWER, POLICE, "victims.Interview", "write"),
    (F.INTERVIEWER, POLICE, "victims.Interview", "account"),
    (F.CHILD_PROTECTION, K.SHELTER, "victims.Person", "child_status"),
    (F.SHELTER_MANAGER, HOUSE, "shelters.Placement", "answer"),
    (F.SHELTER_MANAGER, HOUSE, "shelters.Shelter", "hold"),
    (F.SHELTER_MANAGER, HOUSE, "cases.PartnerNotice", "acknowledge"),
    (F.SHELTER_WORKER, HOUSE, "shelters.Placement", "receive"),
    (F.SHELTER_WORKER, HOUSE, "shelters.Shelter", "location"),
    (F.AUDITOR, K.OVERSIGHT, "audit.AuditEntry", "see"),
    (F.AUDITOR, K.OVERSIGHT, "access.BreakGlass", "review"),
    (F.ADMINISTRATOR, POLICE, "accounts.User", "deactivate"),
    (F.ADMINISTRATOR, POLICE, "accounts.Agency", "invite"),
]
# What 4.1 gives these functions has no model yet; the laws above hold for them all the same.
NOT_BUILT = {F.INTERPRETER, F.GUARDIAN, F.MEDICAL}


def laws_broken_by(shown: Shown) -> list[str]:
    """The laws that this one answer of the product breaks."""
    return [name for name, is_broken in NEVER.items() if is_broken(shown)]

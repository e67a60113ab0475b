"""Who reacts to what: the only page where one room's news travels to a room on its right (or back to its left).

Each reaction is also derivable without the event, so that a missed event never lets a stale fact through.
"""

from cases.events import PersonRecovered
from cases.services.standing import on_evidence_changed
from intelligence.events import EntityWithdrawn, EntityWritten, EvidenceChanged
from intelligence.services.matching import on_entity_withdrawn, on_entity_written
from taskforce.events import Event, Listener
from taskforce.kit.drafts import on_record_shredded
from taskforce.vault.events import RecordShredded
from victims.services import on_person_recovered

LISTENERS: dict[type[Event], tuple[Listener, ...]] = {
    EntityWithdrawn: (on_entity_withdrawn,),
    EntityWritten: (on_entity_written,),
    EvidenceChanged: (on_evidence_changed,),
    PersonRecovered: (on_person_recovered,),
    RecordShredded: (on_record_shredded,),
}

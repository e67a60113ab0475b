"""The columns of a file of reports, and the words by which people call them in English and Spanish."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Each column with what else it may be called. The first name is ours, and stands in the template.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("report", "information", "what was seen", "details", "description", "narrative", "texto", "informacion",
             "informe", "relato", "descripcion"),
    "observed_at": ("observed", "when", "date", "date time", "datetime", "time observed", "when observed", "observado",
                    "fecha", "fecha y hora", "cuando", "observado el"),
    "source_type": ("kind of source", "type of source", "tipo de fuente", "clase de fuente"),
    "source_ref": ("source", "source reference", "source id", "fuente", "referencia de fuente", "ref fuente"),
    "first_hand": ("access", "how the source knows", "firsthand", "de primera mano", "primera mano", "acceso"),
    "scheme": ("grading scheme", "grading", "esquema", "sistema de evaluacion"),
    "source_grade": ("reliability", "source reliability", "source evaluation", "fiabilidad", "evaluacion de la fuente",
                     "grado de fuente"),
    "info_grade": ("credibility", "information grade", "intelligence evaluation", "credibilidad",
                   "grado de informacion", "evaluacion de la informacion"),
    "rationale": ("why", "why these grades", "reason", "motivo", "justificacion", "por que"),
    "target": ("speaks of", "target reference", "objetivo", "referencia del objetivo"),
    "stance": ("says", "what it says", "supports or contradicts", "postura", "que dice"),
    "child": ("speaks of child", "speaks of a child", "minor", "habla de un nino", "menor", "nino"),
    "indicators": ("indicator", "indicadores", "indicador"),
    "legal_basis": ("basis", "lawful", "obtained lawfully", "lawful basis", "base legal", "base juridica", "licitud"),
    "handling_code": ("handling", "classification", "codigo de manejo", "clasificacion", "manejo"),
    "handling_conditions": ("conditions", "releasability", "condiciones", "condiciones de manejo"),
    "text_is_clean": ("read again", "text was read again", "does not tell the source", "leido de nuevo",
                      "texto revisado", "no revela la fuente"),
    "origin_declared": ("first origin declared", "origin known", "origen declarado", "origen conocido"),
}  # fmt: skip
NEEDED = ("text", "observed_at", "source_type", "source_ref", "first_hand", "scheme", "source_grade", "info_grade",
          "rationale", "legal_basis")  # fmt: skip
# What our own file of faults adds in front: read over, so that a mended file can be sent as it is.
ADDED = ("row", "column", "code", "cure", "fila", "columna", "codigo", "remedio")


def plain(text: str) -> str:
    """A word as it is compared: small letters, no accents, one space for every sign between."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


CALLED = {plain(name): column for column, others in COLUMNS.items() for name in (column, *others)}


@dataclass(frozen=True, slots=True)
class Header:
    """Which column stands where; what is missing, and what is there twice. `unread` are the places nobody knows."""

    places: Mapping[str, int]
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    unread: tuple[int, ...] = field(default=())

    @property
    def code(self) -> str:
        """Why the file cannot be read by this header; empty when it can."""
        return "COLUMN_TWICE" if self.twice else "COLUMN_MISSING" if self.missing else ""


def read_header(cells: Sequence[str]) -> Header:
    """Where each column stands, whatever it is called and in whatever order. An empty heading names nothing."""
    places: dict[str, int] = {}
    twice, unread = [], []
    for place, cell in enumerate(cells):
        name = plain(cell)
        column = CALLED.get(name)
        if column is None:
            if name and name not in ADDED:
                unread.append(place)
        elif column in places:
            twice.append(column)
        else:
            places[column] = place
    missing = tuple(column for column in NEEDED if column not in places)
    return Header(places, missing, tuple(dict.fromkeys(twice)), tuple(unread))

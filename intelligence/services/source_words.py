"""The text check before a report is saved: does it tell who the source is? (domain paper, 2.2)"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from intelligence.models import SourceIdentity
from intelligence.queries.sources import word_lists
from intelligence.rules.source_words import Sign, marks_of, numbers_of, telling_words
from taskforce.refusal import Refusal
from taskforce.vault.blind_index import has_word_of, have_words_of, index_words

IDENTITY = "identity"  # the index that stands for everything a source is known by
MOST_NAMED = 8


def check_text(text: str, *, is_read: bool, source: SourceIdentity | None = None, teller: str = "") -> tuple[str, ...]:
    """Refuse a text that tells who its source is; give the kinds of words that `is_read` let pass, for the record.

    Called by the services that save a report's text, after they asked whether the person may. Refuses with
    SOURCE_IN_TEXT: without cure where a word is one that the register has of `source`, or a number is one of `teller`
    (which word it was is never said); until `is_read` where words of the pack's lists stand in it. It tells nothing
    about words that nobody thought of.
    """
    if _names_the_source(text, source=source, teller=teller):
        raise Refusal(
            "SOURCE_IN_TEXT",
            _("This text holds something by which its source is known."),
            field="text",
            fix=_("Write it so that anybody could have told it: no names, no numbers, no words of theirs."),
        )
    found = telling_words(text, word_lists())
    if found and not is_read:
        named = list(dict.fromkeys(one.words for one in found))
        said = ", ".join(f"“{words}”" for words in named[:MOST_NAMED])
        raise Refusal(
            "SOURCE_IN_TEXT",
            _("These words may tell who the source is: %(words)s.") % {"words": said},
            field="text_is_clean",
            fix=_("Change them, or read it once more and say here that it does not tell."),
        )
    return tuple(sorted({one.sign.value for one in found} & set(Sign)))


def names_the_source(texts: Sequence[tuple[SourceIdentity, str]]) -> list[bool]:
    """Whether each text holds something that the register has of its source, for many at once. For the house."""
    return have_words_of(IDENTITY, [(source, marks_of(text)) for source, text in texts])


def index_identity(source: SourceIdentity) -> None:
    """Note, as keyed digests, what the text check knows this source by. For the services of the register."""
    marks = marks_of(source.name, source.code_name) | numbers_of(source.contact)
    index_words(source, IDENTITY, " ".join(sorted(marks)))


def _names_the_source(text: str, *, source: SourceIdentity | None, teller: str) -> bool:
    told = marks_of(text)
    if told & numbers_of(teller):
        return True
    return source is not None and has_word_of(source, IDENTITY, told)

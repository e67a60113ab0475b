"""A search is its asker's alone, as long as they work on intelligence."""

from intelligence.access.who import WORKS_ON_INTELLIGENCE
from intelligence.models import Search
from taskforce.access.policy import Related, policy

policy(Search).rows(WORKS_ON_INTELLIGENCE & Related("user")).act("ask", WORKS_ON_INTELLIGENCE).act(
    "keep", WORKS_ON_INTELLIGENCE & Related("user")
)

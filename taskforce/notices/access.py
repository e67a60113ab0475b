"""A notice is its addressee's alone."""

from taskforce.access.policy import Related, policy
from taskforce.notices.models import Notice

policy(Notice).rows(Related("user"))

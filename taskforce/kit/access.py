"""A draft is its writer's alone."""

from taskforce.access.policy import Related, policy
from taskforce.kit.models import Draft, SubmittedOnce

policy(Draft).rows(Related("user"))
policy(SubmittedOnce).rows(Related("user"))

"""Who goes out, and how far they are."""

from response.models.engagement import Engagement
from response.models.plan import ResponsePlan, ResponsePlanStep
from response.models.words import CrewCheck, Tap

__all__ = ["CrewCheck", "Engagement", "ResponsePlan", "ResponsePlanStep", "Tap"]

"""Who goes out, and how far they are."""

from response.models.engagement import Engagement
from response.models.words import CrewCheck, Tap

__all__ = ["CrewCheck", "Engagement", "Tap"]

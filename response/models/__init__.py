"""Who goes out, and how far they are."""

from response.models.engagement import Engagement

__all__ = ["Engagement"]

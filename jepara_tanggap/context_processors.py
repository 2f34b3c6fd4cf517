"""What every template may use about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's facts: whether it is the demo, and its request id for error pages."""
    return {"demo": settings.DEMO, "request_id": getattr(request, "request_id", "")}

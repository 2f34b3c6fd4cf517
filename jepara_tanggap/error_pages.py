"""The pages people see when something is wrong; they say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def show_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that could not be understood."""
    return render(request, "400.html", status=400)


def show_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what is not this person's."""
    return render(request, "403.html", status=403)


def show_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what is not there."""
    return render(request, "404.html", status=404)


def show_500(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, without touching the database or the session."""
    context = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("500.html", context), status=500)

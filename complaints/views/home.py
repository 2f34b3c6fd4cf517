"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.emergency_help import get_emergency_help
from complaints.home_figures import get_home_figures


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Show the way to file, to follow, and to call."""
    context = {"help": get_emergency_help(), "figures": get_home_figures()}
    return render(request, "complaints/home.html", context)

"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_home(request: HttpRequest) -> HttpResponse:
    """Show the way to file, to follow, and to call."""
    return render(request, "complaints/home.html")

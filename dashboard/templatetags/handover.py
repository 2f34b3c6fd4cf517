"""How a handover writes its ticket numbers."""

from __future__ import annotations

from django import template

from complaints.ticket_numbers import group_number

register = template.Library()
register.filter("grouped", group_number)

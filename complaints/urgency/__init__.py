"""Tells whether a routine report reads like an emergency, and by which words. See docs/urgency.md."""

from complaints.urgency.reading import Reading, Sign, read_urgency
from complaints.urgency.rules import Rules, load_rules

__all__ = ["Reading", "Rules", "Sign", "load_rules", "read_urgency"]

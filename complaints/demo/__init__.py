"""Invented reports and sign-ins for the demo, made through the same doors as real ones."""

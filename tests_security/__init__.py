"""`make security`: what docs/security.md claims, shown with figures."""

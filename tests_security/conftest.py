"""Runs on PostgreSQL and Redis where `make security` finds them, else on what the embedded run uses."""

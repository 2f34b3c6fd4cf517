"""Wadul Bupati, the county's complaint application. The contract is docs/wadul-bupati.md."""

from dispatch.channels.wadul.sender import send

__all__ = ["send"]

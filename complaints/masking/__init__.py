"""Takes personal data out of free text before others read it. See docs/masking.md."""

from complaints.masking.engine import Masked, mask_text
from complaints.masking.kinds import MASKS, Kind, Span

__all__ = ["MASKS", "Kind", "Masked", "Span", "mask_text"]

"""Rules that are files: a second county brings its own."""

from __future__ import annotations

from pathlib import Path

from jepara_tanggap.core_settings import BASE_DIR, env

# The words by which a routine report reads like an emergency (docs/urgency.md).
URGENCY_RULES = Path(env.text("JT_URGENCY_RULES") or BASE_DIR / "data" / "jepara" / "urgency.toml")

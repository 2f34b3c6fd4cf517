"""What the links that go out to the field are made of, and how long they hold."""

from __future__ import annotations

from jepara_tanggap.core_settings import derive_key, env

# Signs the links that alerts carry into the field; changing it ends all of them.
FIELD_LINK_KEY = env.text("JT_FIELD_LINK_KEY") or derive_key("field-link")
FIELD_LINK_HOURS = env.number("JT_FIELD_LINK_HOURS", 24.0)

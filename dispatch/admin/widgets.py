"""Fields of the admin that Django fills from what was sent without reading it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError


class CarefulAutocompleteSelect(AutocompleteSelect):
    """Shows a refused form again with nothing chosen where what was sent is no id; Django would look for it."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """Return the chosen option, if there can be one."""
        return super().optgroups(name, [one for one in value if self._is_id(one)], attr)

    def _is_id(self, value: str) -> bool:
        try:
            self.field.target_field.to_python(value)
        except ValidationError:
            return False
        return True

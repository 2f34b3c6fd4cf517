"""The forms a page shows, as a browser would read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """One form: where it goes, how, and the fields with what stands in them. `files` are its file inputs."""

    page: str
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes it the same form as on another page."""
        return self.action.split("?")[0], tuple(sorted({name for name, _ in self.fields}))


def find_forms(*, page: str, html: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = urljoin(self.page, found.get("action") or self.page)
            self.forms.append(Form(self.page, action, found.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], found.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.fields.append((self._select, found.get("value", "")))
        elif tag == "input" and found.get("type") == "file" and name:
            form.files.append(name)
        elif tag in ("input", "button", "textarea") and name and name != "csrfmiddlewaretoken":
            form.fields.append((name, found.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

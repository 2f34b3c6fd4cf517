"""Every address of the site, from the URL configuration, so that a new one cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

# What stands in for a value in an address, by the name and then the kind of the parameter.
SAMPLES = {
    "number": "000000000000",
    "token": "0" * 32,
    "slug": "cerita",
    "object_id": "1",
    "content_type_id": "1",
    "url": "tidak-ada",
    "app_label": "dispatch",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "int": "1",
    "str": "x",
    "path": "1",
}
_ROUTE = re.compile(r"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Address:
    """One pattern with sample values put in, and the view behind it."""

    route: str
    path: str
    view: Any


def list_addresses(**samples: Any) -> list[Address]:
    """Return every address; `samples` replaces the values of parameters by name."""
    values = {**SAMPLES, **{name: str(value) for name, value in samples.items()}}
    return list(_walk(get_resolver(), "", "", values))


def _walk(resolver: URLResolver, route: str, path: str, values: dict[str, str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        own_route = str(entry.pattern)
        own_path = (
            _fill_regex(own_route, values) if isinstance(entry.pattern, RegexPattern) else _fill(own_route, values)
        )
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route + own_route, path + own_path, values)
        elif isinstance(entry, URLPattern):
            yield Address("/" + route + own_route, "/" + path + own_path, entry.callback)


def _fill(route: str, values: dict[str, str]) -> str:
    def choose(found: re.Match[str]) -> str:
        kind, name = found.groups()
        # A UUID may be called `token` too, and a token is no UUID.
        return values["uuid"] if kind == "uuid" else values.get(name, values.get(kind or "str", "x"))

    return _ROUTE.sub(choose, route)


def _fill_regex(pattern: str, values: dict[str, str]) -> str:
    filled = _GROUP.sub(lambda found: values.get(found[1], "x"), pattern)
    return re.sub(r"[\^$\\]|\(\?:|\)|\?", "", filled.removesuffix("\\Z"))

"""Figures in the form in which they are printed and held against their bars."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Percentiles:
    """How long something took, in seconds, and the bar for its 99th percentile, if it has one."""

    what: str
    count: int
    p50: float
    p95: float
    p99: float
    bar: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.bar is None or self.p99 < self.bar

    def describe(self) -> str:
        """Return it as one line."""
        bar = "" if self.bar is None else f", bar p99 < {self.bar:g} s: {'holds' if self.holds else 'BROKEN'}"
        figures = f"p50 {self.p50:.2f} s, p95 {self.p95:.2f} s, p99 {self.p99:.2f} s ({self.count})"
        return f"{self.what:<36} {figures}{bar}"


def cut(what: str, seconds: Iterable[float], *, bar: float | None = None) -> Percentiles:
    """Return the percentiles of some durations. Raises AssertionError if there are none."""
    ordered = sorted(seconds)
    assert ordered, f"nothing was measured of: {what}"
    cuts = statistics.quantiles(ordered, n=100, method="inclusive") if len(ordered) > 1 else ordered * 99
    return Percentiles(what, len(ordered), cuts[49], cuts[94], cuts[98], bar)


def describe_load() -> str:
    """Return how busy the machine was: the load of the last 1, 5 and 15 minutes, and its cores."""
    return f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores"

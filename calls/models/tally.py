"""Kept counters of calls, so that a report over years costs what its days cost and not its calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import models


class CallCounts(models.Model):
    """What the calls of a stretch of time came to. Histograms map whole seconds to how many took so long."""

    incoming = models.PositiveIntegerField("masuk", default=0)
    abandoned = models.PositiveIntegerField("putus", default=0)
    answered = models.PositiveIntegerField("dijawab", default=0)
    ticketed = models.PositiveIntegerField("menjadi laporan", default=0)
    joined = models.PositiveIntegerField("menyusul laporan", default=0)
    answer_seconds = models.JSONField("detik sampai dijawab", default=dict)
    alert_seconds = models.JSONField("detik sampai peringatan", default=dict)
    filing_seconds = models.JSONField("detik sampai selesai dicatat", default=dict)

    class Meta:
        abstract = True


class CallHour(CallCounts):
    """One hour, counted from its calls."""

    hour = models.DateTimeField("jam", primary_key=True)
    kinds = models.JSONField("jenis", default=dict)

    class Meta:
        verbose_name = "hitungan per jam"
        verbose_name_plural = "hitungan per jam"


class HourMark(models.Model):
    """A change of a call in this hour, not counted yet.

    Each change has a mark of its own: one that found the mark of another would lose it to whoever counts before the
    change is there to be seen.
    """

    hour = models.DateTimeField(db_index=True)


class CallDay(CallCounts):
    """The hours of one local day added up. `hours` maps hour of the day to kind to how many."""

    day = models.DateField("tanggal", primary_key=True)
    hours = models.JSONField("jenis per jam", default=dict)

    class Meta:
        verbose_name = "hitungan per hari"
        verbose_name_plural = "hitungan per hari"

    def list_hours(self) -> Iterator[tuple[str, int, int]]:
        """Yield (kind, local hour, how many)."""
        for hour, kinds in self.hours.items():
            for kind, count in kinds.items():
                yield kind, int(hour), count

    def list_days(self) -> dict[str, dict[str, int]]:
        """Return how many of each kind, by day (ISO 8601)."""
        kinds: dict[str, int] = defaultdict(int)
        for kind, _, count in self.list_hours():
            kinds[kind] += count
        return {self.day.isoformat(): kinds}


class CallMonth(CallCounts):
    """The days of one local month added up, named by its first day.

    `hours` maps kind to 24 counts by local hour, `days` maps each day (ISO 8601) to kind to how many.
    """

    month = models.DateField("bulan", primary_key=True)
    hours = models.JSONField("jenis per jam", default=dict)
    days = models.JSONField("jenis per hari", default=dict)

    class Meta:
        verbose_name = "hitungan per bulan"
        verbose_name_plural = "hitungan per bulan"

    def list_hours(self) -> Iterator[tuple[str, int, int]]:
        """Yield (kind, local hour, how many)."""
        for kind, counts in self.hours.items():
            for hour, count in enumerate(counts):
                yield kind, hour, count

    def list_days(self) -> dict[str, dict[str, int]]:
        """Return how many of each kind, by day (ISO 8601)."""
        return self.days

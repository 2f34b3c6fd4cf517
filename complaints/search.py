"""Finding complaints by number or by words, with the full-text index of whichever database runs.

PostgreSQL: a generated tsvector column, and trigrams where the extension exists, so that
"rusak" also finds "kerusakan". SQLite: an FTS5 table that triggers keep in step.
Migration 0002_search makes both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.db import connections, models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL

from complaints.querysets import ComplaintQuerySet
from complaints.ticket_numbers import clean_number, is_valid
from dispatch.models import Visibility

MOST_WORDS = 8
LONGEST_WORD = 40
# Up to this many matches are looked up one by one.
RARE = 1000
# Below three letters a trigram index cannot help, and the whole table would be read.
SHORTEST_FRAGMENT = 3


class _MatchesWords(Func):
    """PostgreSQL: the generated column of the same row matches a tsquery."""

    output_field = models.BooleanField()

    def __init__(self, query: str) -> None:
        # The column is no field of the model; a field of the same row tells its table's alias.
        super().__init__(F("number"))
        self.query_text = query

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[str]]:  # type: ignore[override]
        """Return the condition, with the words as a parameter."""
        alias = compiler.quote_name_unless_alias(self.source_expressions[0].alias)  # type: ignore[attr-defined]
        return f"{alias}.search_vector @@ to_tsquery('simple', %s)", (self.query_text,)


def search_complaints(queryset: ComplaintQuerySet, words: str) -> ComplaintQuerySet:
    """Return those of `queryset` that carry this ticket number, or else hold all these words.

    Words never find a secret report: guessing at its text would be reading it unrecorded.
    The last word may be unfinished. Any input is safe; input without a letter or digit finds nothing.
    """
    number = clean_number(words)
    if is_valid(number):
        return queryset.filter(number=number)
    tokens = _split_words(words)
    if not tokens:
        return queryset.none()
    queryset = queryset.exclude(visibility=Visibility.SECRET)
    if connections[queryset.db].vendor == "postgresql":
        return _search_postgres(queryset, tokens)
    return queryset.filter(pk__in=_select_from_fts5(tokens))


def _split_words(words: str) -> list[str]:
    clean = words[:400].encode("utf-8", "ignore").decode()
    return [token[:LONGEST_WORD] for token in re.findall(r"[^\W_]+", clean)[:MOST_WORDS]]


def _search_postgres(queryset: ComplaintQuerySet, tokens: list[str]) -> ComplaintQuerySet:
    """Go by the index for rare words, and down the list itself for common ones; costs a statement.

    PostgreSQL cannot estimate a prefix. For a word hardly anybody wrote it would read the
    whole history backwards, hoping to fill a page soon.
    """
    condition = _build_postgres_condition(tokens, queryset.db)
    everywhere = queryset.model.objects.using(queryset.db).filter(condition).order_by()
    matches = list(everywhere.values_list("pk", flat=True)[: RARE + 1])
    return queryset.filter(condition) if len(matches) > RARE else queryset.filter(pk__in=matches)


def _build_postgres_condition(tokens: list[str], database: str) -> Q:
    query = " & ".join(f"'{token}'" for token in tokens) + ":*"
    condition = Q(_MatchesWords(query))
    fragments = [token for token in tokens if len(token) >= SHORTEST_FRAGMENT]
    if len(fragments) == len(tokens) and _has_trigrams(database):
        # `icontains` compares UPPER(text), which is what the trigram index holds.
        condition |= Q(*(Q(text__icontains=fragment) for fragment in fragments))
    return condition


def _select_from_fts5(tokens: list[str]) -> RawSQL:
    # Quoted, so that AND, NEAR, * and the like are words and nothing else.
    query = " ".join(f'"{token}"' for token in tokens) + "*"
    return RawSQL("SELECT rowid FROM complaints_search WHERE complaints_search MATCH %s", [query])


@cache
def _has_trigrams(database: str) -> bool:
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'complaint_text_trigrams')")
        return cursor.fetchone()[0]

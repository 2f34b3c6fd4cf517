"""What the staff pages read, in as few statements as the page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.roles import Right
from accounts.secret_readers import select_named_categories
from complaints.deadlines import describe_deadline
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from complaints.transitions import OPEN
from dashboard.data_requests import select_open_requests
from dashboard.paging import Page, read_page
from dashboard.piles import Pile, list_piles
from dashboard.words import describe_age, describe_status
from dispatch.models import Agency, Category, District, InboxMessage, Track, Visibility

if TYPE_CHECKING:
    from accounts.models import User

# Counting stops here: a count must not cost more as the county's history grows.
COUNT_CAP = 99
BELL = "lonceng"
RIGHTS = "hak-data"
# Encrypted, and not in a row: opening them for nothing would cost more than reading the page.
UNSHOWN = (
    "landmark",
    "mask_edits",
    "hold_reason",
    "reporter__name",
    "reporter__phone",
    "reporter__email",
    "reporter__address",
)


def read_inbox(rows: ComplaintQuerySet, *, pile: Pile, cursor: str, now: datetime) -> Page:
    """Return one page of `rows`, each with its `deadline`, `age` and `state` in words, and whether it is pressing."""
    # What a row never shows can be long: texts, and a village's outline.
    slim = rows.with_relations().defer("text", "answers", "routing_explanation", "village__boundary", *UNSHOWN)
    page = read_page(slim, order=pile.order, cursor=cursor)
    for row in page.rows:
        row.deadline = describe_deadline(row, now)
        row.age = describe_age(row.filed_at, now)
        row.state = describe_status(row.status)
        row.is_pressing = row.is_emergency and row.status in OPEN and not row.is_drill
    return page


def select_pile(user: User, pile: Pile, now: datetime) -> ComplaintQuerySet:
    """Return the complaints of a pile, as far as this member of staff may read them."""
    return pile.narrow(Complaint.objects.visible_to(user), user, now)


def count_all(user: User, now: datetime) -> dict[str, str]:
    """Return the capped count of each pile, of the bell and of open requests about data, in one statement.

    Piles of history are not counted: nobody acts on their size.
    """
    queries: dict[str, QuerySet] = {
        pile.slug: select_pile(user, pile, now) for pile in list_piles(user) if not pile.is_history
    }
    queries[BELL] = select_unseen(user)
    if user.may(Right.SERVE_REPORTERS_RIGHTS):
        queries[RIGHTS] = select_open_requests(user)
    return {name: _word_count(found) for name, found in _count_capped(queries).items()}


def select_unseen(user: User) -> QuerySet[InboxMessage]:
    """Return the alerts of this person's agency that nobody there has opened."""
    return select_messages(user).filter(seen_at__isnull=True)


def select_messages(user: User) -> QuerySet[InboxMessage]:
    """Return the alerts of this person's agency; those of secret reports only for whom they are named."""
    if user.agency_id is None:
        return InboxMessage.objects.none()
    for_all, for_named = Q(secret_category=None), Q(secret_category__in=select_named_categories(user))
    return InboxMessage.objects.filter(for_all | for_named, agency_id=user.agency_id)


def load_options(user: User, *, with_agencies: bool = True) -> dict[str, list]:
    """Return the choices of the filters, categories grouped by track; agencies only for the county, if at all.

    Categories of secret reports are offered to those named for them: for anybody else nothing ever lies there.
    """
    readable = ~Q(visibility=Visibility.SECRET) | Q(pk__in=select_named_categories(user))
    categories = list(Category.objects.filter(readable).values_list("id", "name", "track"))
    options: dict[str, list] = {
        "kategori": [
            (label, [(pk, name) for pk, name, of_track in categories if of_track == track])
            for track, label in Track.choices
        ],
        "kecamatan": list(District.objects.values_list("code", "name")),
    }
    if with_agencies and not user.works_for_agency:
        options["opd"] = list(Agency.objects.values_list("id", "short_name"))
    return options


def tag_inbox(rows: Iterable[Complaint], counts: dict[str, str], now: datetime) -> str:
    """Return an ETag that changes when a row, a count, or a minute does: ages are told in minutes."""
    seen = [(row.pk, row.version) for row in rows]
    state = repr((seen, sorted(counts.items()), int(now.timestamp()) // 60))
    return f'"{hashlib.blake2b(state.encode(), digest_size=12).hexdigest()}"'


def count_found(*, user: User, rows: QuerySet, most: int) -> dict[str, Any]:
    """Return what a page of found rows says in numbers, in at most one statement.

    `count` goes up to one more than `most`; `newest` is the largest id of these; the rest is of the page's head.
    """
    try:
        sql, values = rows.order_by("-id").values("id")[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        return {"count": 0, "newest": None, **count_head(user)}
    head = _select_head(user)
    counts = [_compile_capped(query) for query in head.values()]
    wanted = ", ".join([*(part for part, _ in counts), "COUNT(*)", "MAX(found.id)"])
    statement = f"SELECT {wanted} FROM ({sql}) AS found"  # noqa: S608  # nosec B608 # compiled by the ORM
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(value for _, bound in counts for value in bound), *values])
        *counted, count, newest = cursor.fetchone()
    words = {name: _word_count(found) for name, found in zip(head, counted, strict=True)}
    return {"count": count, "newest": newest, **words}


def _count_capped(queries: dict[str, QuerySet]) -> dict[str, int]:
    parts: list[str] = []
    params: list[Any] = []
    for query in queries.values():
        sql, values = _compile_capped(query)
        parts.append(sql)
        params.extend(values)
    if not params:
        # Nothing of it can ever match, so nobody need be asked.
        return dict.fromkeys(queries, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return dict(zip(queries, cursor.fetchone(), strict=True))


def _compile_capped(query: QuerySet) -> tuple[str, tuple]:
    try:
        sql, values = query.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT COUNT(*) FROM ({sql}) AS capped)", values  # noqa: S608  # nosec B608 # compiled by the ORM


def _word_count(found: int) -> str:
    return f"{COUNT_CAP}+" if found > COUNT_CAP else str(found)


def count_head(user: User) -> dict[str, str]:
    """Return the counts of a page's head, in at most one statement: `unseen` of the bell, and `open_requests`."""
    return {name: _word_count(found) for name, found in _count_capped(_select_head(user)).items()}


def _select_head(user: User) -> dict[str, QuerySet]:
    queries: dict[str, QuerySet] = {"unseen": select_unseen(user)}
    if user.may(Right.SERVE_REPORTERS_RIGHTS):
        queries["open_requests"] = select_open_requests(user)
    return queries


def count_unseen(user: User) -> str:
    """Return the capped count of the bell."""
    return _word_count(_count_capped({BELL: select_unseen(user)})[BELL])

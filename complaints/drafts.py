"""A report while it is being written: kept on the server, opened by its address and a cookie together."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from complaints.intake import NewReport
from complaints.models import Draft, Photo
from complaints.place_search import find_village
from dispatch.models import Category, Question

LIFETIME = timedelta(hours=24)


class NoSuchDraft(Exception):
    """There is no such draft, it is too old, or it belongs to another browser."""


def start_draft(*, cookie: str = "") -> Draft:
    """Begin a report; a browser that has a key already keeps it, so that its other drafts stay open."""
    key = read_browser_key(cookie) or secrets.token_urlsafe(32)
    return Draft.objects.create(browser_key=key)


def make_cookie(draft: Draft) -> str:
    """Return what the browser keeps: its key, and which draft it wrote last."""
    return f"{draft.browser_key}.{draft.token.hex}"


def read_browser_key(cookie: str) -> str:
    """Return the browser's key from its cookie; empty if there is none."""
    key = cookie.partition(".")[0]
    return key if 40 <= len(key) <= 64 and key.isascii() else ""


def find_draft(*, token: uuid.UUID, cookie: str) -> Draft:
    """Return the draft of this address if the cookie fits and it was touched within 24 hours.

    Raises NoSuchDraft.
    """
    draft = Draft.objects.filter(pk=token, updated_at__gte=timezone.now() - LIFETIME).first()
    key = read_browser_key(cookie)
    if draft is None or not key or not constant_time_compare(draft.browser_key, key):
        raise NoSuchDraft
    return draft


def find_last_draft(*, cookie: str) -> Draft | None:
    """Return the unfinished draft this browser wrote last."""
    try:
        draft = find_draft(token=uuid.UUID(cookie.partition(".")[2]), cookie=cookie)
    except (ValueError, NoSuchDraft):
        return None
    return draft if draft.complaint_id is None and draft.data.get("text") else None


def owns_photo(*, photo: Photo, cookie: str) -> bool:
    """Tell whether this browser is writing the report the photo belongs to."""
    key = read_browser_key(cookie)
    return bool(photo.draft and key) and constant_time_compare(photo.draft.browser_key, key)  # type: ignore[union-attr]


def save_answers(*, draft: Draft, **answers: Any) -> None:
    """Add these answers to the draft; one that was filed meanwhile stays empty."""
    draft.data = {**draft.data, **answers}
    Draft.objects.filter(pk=draft.pk, complaint=None).update(data=draft.data, updated_at=timezone.now())


def find_category(*, draft: Draft) -> Category | None:
    """Return the chosen category while it is active, with `has_questions`."""
    code = draft.data.get("category")
    if not code:
        return None
    asks = Question.objects.filter(category=OuterRef("pk"), is_active=True)
    asks_any = ExpressionWrapper(Q(Exists(asks)) | Q(asks_about_agency=True), output_field=BooleanField())
    chosen = Category.objects.select_related("agency").annotate(has_questions=asks_any)
    return chosen.filter(code=code, is_active=True).first()


def build_report(*, draft: Draft, category: Category) -> NewReport:
    """Return the report a complete draft holds. Whoever is anonymous leaves no name or contact."""
    data = draft.data
    return NewReport(
        category=category,
        text=data["text"],
        occurred_at=_read_moment(data),
        answers=[{"question": one["question"], "answer": one["answer"]} for one in data.get("answers", [])],
        **_read_place(data),
        **_read_person(data),
        is_secret=bool(data.get("secret")),
        about_agency_id=(data.get("about_agency") or {}).get("id") if category.asks_about_agency else None,
        allows_publication=data.get("publication", True),
        allows_social=bool(data.get("social")),
        notice_version=data.get("notice", ""),
    )


def _read_place(data: dict[str, Any]) -> dict[str, Any]:
    lat, lng = data.get("point") or (None, None)
    village = find_village(data.get("village", ""))
    return {"village": village, "landmark": data.get("landmark", ""), "lat": lat, "lng": lng}


def _read_person(data: dict[str, Any]) -> dict[str, Any]:
    if data.get("anonymous"):
        return {"is_anonymous": True}
    return {"reporter_name": data.get("name", ""), "phone": data.get("phone", ""), "email": data.get("email", "")}


def _read_moment(data: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(data["occurred_at"]) if data.get("occurred_at") else None

"""Names the demo's readers of secret reports, as an administrator would."""

from __future__ import annotations

from pathlib import Path

from accounts.models import Role, SecretReader, User
from accounts.secret_readers import name_reader
from complaints.demo.texts import read_rows
from dispatch.models import Category


def name_demo_readers(folder: Path) -> list[SecretReader]:
    """Name those of secret_readers.csv who and whose category exist. Returns all of them; a second run adds none."""
    rows = read_rows(folder / "secret_readers.csv") if (folder / "secret_readers.csv").is_file() else []
    boss = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    people = {user.username: user for user in User.objects.filter(username__in=[row["username"] for row in rows])}
    kinds = {kind.code: kind for kind in Category.objects.filter(code__in=[row["category"] for row in rows])}
    return [
        name_reader(user=people[row["username"]], category=kinds[row["category"]], by=boss)
        for row in rows
        if boss and row["username"] in people and row["category"] in kinds
    ]

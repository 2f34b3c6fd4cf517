"""The demo sign-ins: one person for each kind of work, all with the same well-known password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import Role, User
from complaints.actors import REPORTER, SYSTEM, Actor, actor_for_user
from complaints.demo.texts import read_rows
from dispatch.models import Agency

DEMO_PASSWORD = "jepara-demo"  # noqa: S105  # nosec B105 # printed on purpose


@dataclass(frozen=True)
class SignIn:
    """A user name and what it may do, in words."""

    username: str
    what: str


def create_staff(folder: Path) -> list[User]:
    """Create the people of staff.csv that are missing. Returns the new ones."""
    rows = read_rows(folder / "staff.csv")
    # Those of a demo from before there was a mark for it.
    User.objects.filter(username__in=[row["username"] for row in rows], is_demo=False).update(is_demo=True)
    known = set(User.objects.filter(username__in=[row["username"] for row in rows]).values_list("username", flat=True))
    missing = [row for row in rows if row["username"] not in known]
    if not missing:
        return []
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=[row["agency"] for row in missing])}
    # Hashing is slow on purpose; once is enough for a password that is no secret.
    password = make_password(DEMO_PASSWORD)
    people = [
        _build_user(row, agencies.get(row["agency"]), password)
        for row in missing
        # Another regency may not have this agency.
        if not row["agency"] or row["agency"] in agencies
    ]
    return User.objects.bulk_create(people)


def _build_user(row: dict[str, str], agency: Agency | None, password: str) -> User:
    user = User(
        username=row["username"],
        password=password,
        first_name=row["first_name"],
        last_name=row["last_name"],
        role=Role(row["role"]).value,
        agency=agency,
        is_demo=True,
    )
    user.follow_role()
    return user


def list_sign_ins(folder: Path) -> list[SignIn]:
    """Return the demo users that exist, in the file's order."""
    order = [row["username"] for row in read_rows(folder / "staff.csv")]
    users = {user.username: user for user in User.objects.filter(username__in=order).select_related("agency")}
    return [
        SignIn(username, f"{Role(users[username].role).label} {users[username].agency or ''}".strip())
        for username in order
        if username in users
    ]


class Cast:
    """Who acts in the stories: the demo people where there are some, else the agency itself."""

    def __init__(self) -> None:
        self._people: dict[tuple[int | None, str], User] = {}
        for user in User.objects.select_related("agency").order_by("-pk"):
            self._people[user.agency_id, user.role] = user

    def find_actor(self, *, kind: str, agency: Agency) -> Actor:
        """Return the actor of this kind for a complaint of this agency."""
        if kind in ("reporter", "system"):
            return REPORTER if kind == "reporter" else SYSTEM
        of_agency = kind in ("officer", "lead")
        user = self._people.get((agency.pk if of_agency else None, kind))
        if user is not None:
            return actor_for_user(user)
        if of_agency:
            return Actor(kind=kind, name=agency.short_name, agency=agency)
        return Actor(kind=kind, name=str(Role(kind).label))

"""Places people name, learned for the next call: only what two callers have named, and never where somebody lives.

Until a second caller names a place nothing readable of it is kept, only keyed hashes of the place and of who
named it. A learned place has no point: the point of a report is where somebody needed help. Whoever knows the
place pins it in the admin.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from calls.models import DeskDraft, Landmark, LandmarkHint
from calls.numbers import read_number
from complaints.masking import mask_text
from complaints.masking.house_words import HOUSE_WORDS
from complaints.masking.name_words import HONORIFICS
from complaints.masking.tokens import Words
from complaints.masking.villages import read_place_words
from complaints.models import Complaint
from complaints.place_search import find_village
from dispatch.models import Visibility
from jepara_tanggap.encryption import hash_lookup

SHORTEST = 4
LONGEST = 120
# "SMK Negeri 12", and no coordinates.
MOST_DIGITS = 4
# Callers who must have named a place before it is written down.
ENOUGH = 2
# These end in a word for a house and are no home.
PUBLIC_HOUSES = frozenset({"sakit", "makan", "dinas", "ibadah", "potong", "susun", "adat", "duka", "pompa", "produksi"})
# Whose place it is, said by whoever lives there or next door.
OWN = frozenset({"saya", "kulo", "aku", "kami", "tetangga", "tonggo", "mertua", "kamar"})
_PLACE, _CALLER = "landmark-place", "landmark-caller"


def learn_landmark(*, draft: DeskDraft, complaint: Complaint) -> None:
    """Remember the place that this draft named, if it may be remembered at all; part of filing the report."""
    name, village = _read_place(draft)
    caller = _read_caller(draft)
    if draft.is_drill or not caller or not _may_be_known(complaint) or find_village(village) is None:
        return
    if not is_public_name(name):
        return
    if Landmark.objects.filter(village_id=village, name__iexact=name).update(uses=F("uses") + 1):
        return
    place = _hash_place(village, name)
    if _count_callers(place, caller) >= ENOUGH:
        # In one statement, which is nobody's change: the record of changes would keep the name for ever.
        known = Landmark(village_id=village, name=name, uses=ENOUGH, is_learned=True)
        Landmark.objects.bulk_create([known], ignore_conflicts=True)
        LandmarkHint.objects.filter(place_hash=place).delete()


def is_public_name(name: str) -> bool:
    """Tell whether a place may be shown to every desk: nothing to mask in it, no person and no home."""
    if not SHORTEST <= len(name) <= LONGEST or sum(letter.isdigit() for letter in name) > MOST_DIGITS:
        return False
    if mask_text(name, places=read_place_words()).spans:
        return False
    words = [word.low for word in Words(name).all]
    return not any(_tells_of_somebody(word, after) for word, after in zip(words, [*words[1:], ""], strict=True))


def forget_landmarks(*, before: datetime) -> int:
    """Take away learned names that the masks of today would hide, and hints nobody has confirmed; returns how many."""
    learned = Landmark.objects.filter(is_learned=True).values_list("pk", "name")
    telling = [key for key, name in learned.iterator() if not is_public_name(name)]
    old_hints, _ = LandmarkHint.objects.filter(seen_at__lt=before).delete()
    names, _ = Landmark.objects.filter(pk__in=telling).delete()
    return old_hints + names


def forget_hint(draft: DeskDraft) -> None:
    """Forget that this caller named a place; for whoever is erased."""
    name, village = _read_place(draft)
    place, caller = _hash_place(village, name), _read_caller(draft)
    if caller:
        LandmarkHint.objects.filter(place_hash=place, caller_hash=_hash_caller(place, caller)).delete()


def _read_place(draft: DeskDraft) -> tuple[str, str]:
    return " ".join(draft.data.get("landmark", "").split()), draft.data.get("village", "")


def _read_caller(draft: DeskDraft) -> str:
    """Return the number that tells one caller from another; empty where there is none, for then nobody can tell."""
    return (draft.call.number if draft.call is not None else "") or read_number(draft.data.get("phone", ""))


def _may_be_known(complaint: Complaint) -> bool:
    return complaint.visibility != Visibility.SECRET and complaint.about_agency_id is None


def _tells_of_somebody(word: str, after: str) -> bool:
    if word in HOUSE_WORDS:
        return after not in PUBLIC_HOUSES
    return word in HONORIFICS or word in OWN


def _count_callers(place: str, caller: str) -> int:
    hint = LandmarkHint(place_hash=place, caller_hash=_hash_caller(place, caller), seen_at=timezone.now())
    LandmarkHint.objects.bulk_create([hint], ignore_conflicts=True)
    return LandmarkHint.objects.filter(place_hash=place).count()


def _hash_place(village: str, name: str) -> str:
    return hash_lookup(f"{village} {name.casefold()}", _PLACE)


def _hash_caller(place: str, caller: str) -> str:
    """Hash who named this place; the same caller has another hash at every place, so places tell nothing of callers."""
    return hash_lookup(f"{place} {caller}", _CALLER)

"""Reads names behind what somebody is to others or works at: "suaminya Joko", "mandor proyek Hendro"."""

from __future__ import annotations

from complaints.masking.kinds import Span
from complaints.masking.name_reading import NameReader
from complaints.masking.name_words import AGENCIES, GROUPS, OFFICES, WORKS

MOST_SKIPPED = 4
WORKPLACES = WORKS | GROUPS | OFFICES | AGENCIES
GROUPED = GROUPS | (AGENCIES - WORKS)


class WorkReader(NameReader):
    """Reads from the word behind the kin or the work."""

    def behind_worker(self, place: int) -> Span | None:
        """Read "mandor proyek Hendro" and "juru kunci Sarpin"; without the kind of work only "mandor Slamet"."""
        end = self._skip_works(place)
        if end >= len(self.words) or (end == place and not self.is_known(self.words[place].low)):
            return None
        before = self.words[end - 1].low
        is_group = before in GROUPED or (end > place and self.words[end - 1].is_title)
        if is_group and not self.is_settled(self.words[end].low):
            return None
        return self.behind_kin(end)

    def is_settled(self, low: str) -> bool:
        """Tell whether this is a name and no word of every day: "ketua dasawisma Melati" is not called so."""
        return self.is_known(low) and low not in self.double

    def _skip_works(self, place: int) -> int:
        """Return where a name may begin behind what somebody works at: "juru parkir", "guru kelas 3"."""
        first = place
        while place < len(self.words) - 1 and place - first < MOST_SKIPPED and self.words.gap(place) == " ":
            word = self.words[place]
            is_number = place > first and word.text.isdecimal()
            if not is_number and word.low not in WORKPLACES:
                break
            place += 1
        return place

    def behind_kin(self, place: int) -> Span | None:
        """Read "suaminya Joko"; the kin alone announces nobody ("anak Sekolah")."""
        following = self.words[place]
        if not following.is_title or following.low in self.places or not self.may_begin(place, lower=False):
            return None
        # In A Text Like This Capitals Tell Nothing.
        after = self.words.after(following.end)
        is_row = self.words[place - 1].is_title and after is not None and after.is_title
        is_row = is_row and after is not None and not self.is_known(after.low)
        return self.collect(place) if self.is_known(following.low) or not is_row else None

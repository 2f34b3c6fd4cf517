"""Finds licence plates: civil ("K 1234 ABC"), and those of police and army ("1234-IV")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.kinds import Kind, Span
from complaints.masking.name_words import read_common_words
from complaints.masking.number_words import SPELLED
from complaints.masking.tokens import Words
from complaints.masking.word_lists import list_words

# Region codes of Indonesian plates (Perpol 7/2021 on registration, annex).
CODES = list_words(
    "A AA AB AD AE AG B BA BB BD BE BG BH BK BL BM BN BP D DA DB DC DD DE DG DH DK DL DM DN DP DR DS DT DW E EA "
    "EB ED F G H K KB KH KT KU L M N P PA PB PG PS PT R S T W Z"
)
NAMING_WORDS = list_words("plat plate pelat nopol nopolnya berplat berpelat bernopol platnya pelatnya polisi tnkb")
PLATE_WORDS = NAMING_WORDS | {"nomor", "nomer", "no"}
VEHICLE_WORDS = PLATE_WORDS | list_words(
    "motor mobil truk truck bus bis pickup kendaraan sepeda sepedamotor avanza xenia beat vario supra honda "
    "yamaha suzuki toyota daihatsu travel angkot tronton taksi elf gandeng tangki ambulans minibus pcx nmax aerox "
    "scoopy vixion ninja revo jupiter mio brio jazz innova ayla agya calya sigra ertiga pajero fortuner hilux "
    "colt diesel fuso hino isuzu mitsubishi wuling dump dumptruk bentor becak ojol ojek pikap matic matik kijang "
    "karimun trail satria crf klx sedan jeep rush terios alphard panther carry gran granmax nopolisi nomorpolisi "
    "bernopol tnkb stnk bpkb pengendara pengemudi sopir"
)
FORCE_WORDS = list_words("tni tentara militer polisi polri patroli dinas plat pelat plate nopol")
UNITS = list_words("RT RW KM CM MM KG CC HP ML VA KWH AM PM WIB PCS TH")
UNITS_SMALL = frozenset(unit.lower() for unit in UNITS) - {"am", "th"}
# Behind a figure these are units and little words, not the letters of a plate.
NOT_LETTERS = list_words(
    "rt rw km m cm mm kg gr g cc hp l lt ml w v va jam di ke ya yg dan itu ini tak oke ada org hr bl th rb jt pk "
    "kwh kk am pm wib pcs"
)
# Of cars and motorcycles, as short as a plate and beginning like one: "L300 bak terbuka"; and "ambulans dan P3K".
MODELS = list_words("p3 l300 l200 t120 a100 p150 f150 d50 r15 r25 b50 t105 w175 n250 gl100 gl125 gl160 cb100 cb150")
# What a maker puts behind the model: "T 120 SS".
TRIMS = list_words("SS X ABS CBS FI GT RR TR ER SE")
_CIVIL = re.compile(
    r"(?<![^\W_])([A-Za-z]{1,2})[ .\-]{0,3}(\d{1,4})(?:[ .\-]{0,3}([A-Za-z](?:\s?[A-Za-z]){0,2})(?![^\W_])|(?![^\W_]))"
)
# Said aloud: "K satu dua tiga empat AB".
_DIGIT_WORD = "|".join(word for word, digit in SPELLED.items() if len(digit) == 1 and len(word) > 2)
_SPOKEN = re.compile(
    rf"(?<![^\W_])([A-Za-z]{{1,2}})\s((?:(?:{_DIGIT_WORD})\s){{2,4}})([A-Za-z](?:\s?[A-Za-z]){{0,2}})(?![^\W_])",
    re.IGNORECASE,
)
_FORCE = re.compile(r"(?<![\w/.-])\d{3,5}\s?-\s?(?:\d{2}(?:\s?-\s?[IVX]{1,5})?|[IVX]{1,5})(?![\w/-])")
_FIGURE = re.compile(r"[ .\-]{0,3}\d")
# Of these no plate is made, behind a large first letter: "L 300 bak terbuka".
SHORT_THINGS = list_words("bak box tua abu")
REACH = 5
# Digits of a plate whose letters nobody said.
LEAST_ALONE = 3


def find_plates(words: Words) -> list[Span]:
    """Return the spans of licence plates."""
    civil = list(_find_civil(words))
    civil += [Span(m.start(), m.end(), Kind.PLATE) for m in _SPOKEN.finditer(words.text) if _is_spoken(words, m)]
    return civil + [Span(m.start(), m.end(), Kind.PLATE) for m in _FORCE.finditer(words.text) if _is_force(words, m)]


def _find_civil(words: Words) -> Iterator[Span]:
    """Look on right behind the figure of what is no plate: the "K" of "L300 K 9023 NV" begins one."""
    place = 0
    while found := _CIVIL.search(words.text, place):
        end = _end_civil(words, found)
        place = end or found.end(2)
        if end:
            yield Span(found.start(), end, Kind.PLATE)


def _end_civil(words: Words, found: re.Match[str]) -> int:
    """Return where the plate ends; 0 if it is none."""
    code, digits, letters = found[1], found[2], (found[3] or "").replace(" ", "")
    before = {word.low for word in words.before(found.start(), most=REACH)}
    named = bool(before & NAMING_WORDS)
    if code.upper() not in CODES or (not named and _is_model(words.text, found)):
        return 0
    if letters and _is_word(code, letters, named=named):
        # "nopol K 1234 yang kabur"
        return found.end(2) if named and len(digits) >= LEAST_ALONE else 0
    if not letters:
        return found.end() if named and len(digits) >= 2 else 0
    shouted = code.isupper() and letters.isupper()
    is_plate = before & VEHICLE_WORDS or (len(digits) >= 3 if shouted else len(digits) == 4 and len(letters) >= 2)
    return found.end() if is_plate else 0


def _is_word(code: str, letters: str, *, named: bool) -> bool:
    """Tell whether what stands behind the figure is a unit or a word, not letters of a plate."""
    if code.isupper() and letters.isupper():
        return letters in UNITS and not named
    # Whoever writes the first letter large writes the last ones so. Behind "nopol" even "KM" is no unit.
    is_mixed = code.isupper() and len(letters) == 3 and (letters in read_common_words() or letters in SHORT_THINGS)
    return is_mixed or letters.lower() in (NOT_LETTERS - UNITS_SMALL if named else NOT_LETTERS)


def _is_model(text: str, found: re.Match[str]) -> bool:
    """Tell "T 120 SS" and the "L300 K" of "L300 K 9023 NV" from the plate "L 300 AB"."""
    code, digits, letters = found[1], found[2], (found[3] or "").replace(" ", "")
    if f"{code}{digits}".lower() not in MODELS:
        return False
    is_plate = code.isupper() and letters.isupper() and len(letters) >= 2 and letters not in TRIMS
    return not is_plate or _FIGURE.match(text, found.end()) is not None


def _is_spoken(words: Words, found: re.Match[str]) -> bool:
    if found[1].upper() not in CODES or found[3].lower().replace(" ", "") in NOT_LETTERS | SPELLED.keys():
        return False
    shouted = found[1].isupper() and found[3].isupper()
    return shouted or bool({word.low for word in words.before(found.start(), most=REACH)} & VEHICLE_WORDS)


def _is_force(words: Words, found: re.Match[str]) -> bool:
    before = {word.low for word in words.before(found.start(), most=REACH)}
    roman = any(letter in found[0] for letter in "IVX")
    return bool(before & (FORCE_WORDS | VEHICLE_WORDS if roman else FORCE_WORDS))

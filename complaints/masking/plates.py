"""Finds licence plates: civil ("K 1234 ABC"), and those of police and army ("1234-IV")."""

from __future__ import annotations

import re

from complaints.masking.kinds import Kind, Span
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
REACH = 5


def find_plates(words: Words) -> list[Span]:
    """Return the spans of licence plates."""
    civil = [Span(m.start(), m.end(), Kind.PLATE) for m in _CIVIL.finditer(words.text) if _is_civil(words, m)]
    civil += [Span(m.start(), m.end(), Kind.PLATE) for m in _SPOKEN.finditer(words.text) if _is_spoken(words, m)]
    return civil + [Span(m.start(), m.end(), Kind.PLATE) for m in _FORCE.finditer(words.text) if _is_force(words, m)]


def _is_civil(words: Words, found: re.Match[str]) -> bool:
    code, digits, letters = found[1], found[2], (found[3] or "").replace(" ", "")
    before = {word.low for word in words.before(found.start(), most=REACH)}
    shouted = code.isupper() and letters.isupper()
    # Behind "nopol" even "KM" is no unit.
    units = NOT_LETTERS - UNITS_SMALL if before & NAMING_WORDS else NOT_LETTERS
    is_unit = letters in UNITS and not before & NAMING_WORDS if shouted else letters.lower() in units
    if code.upper() not in CODES or is_unit:
        return False
    if not letters:
        return len(digits) >= 2 and bool(before & NAMING_WORDS)
    if before & VEHICLE_WORDS:
        return True
    if shouted:
        return len(digits) >= 3
    return len(digits) == 4 and len(letters) >= 2


def _is_spoken(words: Words, found: re.Match[str]) -> bool:
    if found[1].upper() not in CODES or found[3].lower().replace(" ", "") in NOT_LETTERS | SPELLED.keys():
        return False
    shouted = found[1].isupper() and found[3].isupper()
    return shouted or bool({word.low for word in words.before(found.start(), most=REACH)} & VEHICLE_WORDS)


def _is_force(words: Words, found: re.Match[str]) -> bool:
    before = {word.low for word in words.before(found.start(), most=REACH)}
    roman = any(letter in found[0] for letter in "IVX")
    return bool(before & (FORCE_WORDS | VEHICLE_WORDS if roman else FORCE_WORDS))

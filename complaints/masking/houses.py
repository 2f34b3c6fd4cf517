"""Finds exact house numbers. RT, RW, street and village stay: they say where, not at whose door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.kinds import Kind, Span
from complaints.masking.tokens import Word, Words
from complaints.masking.word_lists import list_words

STREET = list_words("jl jln jalan gang gg")
LANES = list_words("gang gg lorong")
# Words that make the number behind "No." one of a house, in the same sentence.
ADDRESS = STREET | list_words(
    "perum perumahan griya permai asri blok rt rw dukuh dusun dk alamat rumah rumahnya kos kosan kost kontrakan "
    "omah omahe btn kpr"
)
# The number right behind these belongs to them ("tiang nomor 12 di Jl. Pemuda").
OTHER_THINGS = list_words(
    "tiang loket antrean antrian bus bis uu pp perda perbup permen surat sk kamar tiket laporan aduan kapal lambung "
    "ruas hp wa telp telepon tlp rek rekening kk nik ktp plat pelat kelas tps lantai pos gardu jembatan kursi meja "
    "los kios undang perpres halaman pasal trafo meteran lampu pju peserta urut polisi perkara halte panel rt rw "
    "undangan pal peraturan pemenang juara masalah calon paslon caleg prioritas poin syarat keluhan usulan titik "
    "lubang gorong sppt pohon sumur pompa saluran patok cctv kamera"
)
# Between such a thing and its number: "lampu jalan nomor 5".
QUALITIES = list_words("jalan merah listrik telepon pju lalu lintas beton")
# Their number is an office's file number, also where "bernomor" stands between ("surat kami bernomor 005").
LETTERS = list_words("surat undangan sk nota edaran keputusan")
HOUSE_WORDS = list_words("rumah rumahnya kos kosan kost kontrakan omah omahe")
PERUM = list_words("perum perumahan griya permai asri puri rumah alamat gang gg jl jln jalan kompleks komplek btn kpr")
ESTATE = list_words("perum perumahan griya btn kpr kompleks komplek cluster residence")
MARKET = list_words("pasar los kios ikan ruko")
# Behind a bare number of a street these count something else ("Jl. Pemuda 3 titik").
COUNTED = list_words(
    "meter m km cm titik hari jam menit bulan tahun minggu kali orang rumah lubang lampu tiang jalur arah lajur "
    "ruas januari februari maret april mei juni juli agustus september oktober november desember persen ribu juta "
    "rb jt unit pohon mobil motor truk warga kk rt rw desa lokasi sisi an kilometer mtr x"
)
# Behind the second of two figures these are an hour, or whoever is counted ("No. 5, 3 anak sakit").
COUNTED_NEXT = COUNTED - {"rt", "rw", "rumah"} | list_words(
    "pagi siang sore malam wib anak korban ekor buah lansia balita motor org"
)
NO_STREET_NAME = list_words(
    "km rt rw no nomor tahun pukul jam tanggal sepanjang sekitar kurang lebih ada di ke dari dan yang sudah "
    "selama sejak dengan lebar panjang rusak hanya hampir masih"
)
# The letter of "12 B"; that of "12 s/d 20" and "12 a.n. Budi" begins something else.
_LETTER = r"\s?[A-Za-z](?![./][A-Za-z])"
# "005/12/III/2026" is the number of a letter, "12/RT 03" a house.
_NO_FILE = r"(?!\s?/\s?(?!r[tw])[^\W_])"
_NUMBERED = re.compile(
    r"(?<![^\W_])(?:bernomor|nomor|nomer|nmr|no)\b\s?[.:]{0,2}\s?(?:rumah\s?[.:]?\s?)?"
    rf"(\d{{1,4}}(?:\s?-\s?\d{{1,4}}|\s?/\s?\d{{1,4}})?(?:{_LETTER})?(?![^\W_]){_NO_FILE})",
    re.IGNORECASE,
)
# The next of several: "nomor 10 sampai nomor 26", "No. 5, 7 dan 9". Nothing longer, no hour and no sum.
_NEXT = re.compile(
    r"(?P<sign>\s?[,&]\s?(?:dan\s)?|\s(?:dan|lan|karo|serta|sampai|sampe|hingga|nganti|ngantos|tekan|s\.?/?d\.?|-)\s)"
    rf"(?:(?P<again>nomor|nomer|no)\b\s?\.?\s?)?(?P<number>[1-9]\d{{0,2}}(?:{_LETTER})?)(?![^\W_]|[.:/-]\d)",
    re.IGNORECASE,
)
# A comma alone goes before much else ("No. 5, 3 anak sakit").
_LISTED = re.compile(r"\s?(?:[,.;&]|$|(?:dan|lan|serta|karo|jl|jln|jalan|gang|gg)\b)", re.IGNORECASE)
_DECIMAL = re.compile(r",\d")
_GLUED = re.compile(r"(?<![^\W_])(?:nomor|nomer|no)(\d{1,4}[A-Za-z]?)(?![^\W_])", re.IGNORECASE)
_BLOCK = re.compile(
    r"(?<![^\W_])blok\s?[.:]?\s?([A-Za-z]{1,2}[\s/.\-]{0,2}\d{0,3}(?![^\W_])(?:\s?(?:nomor|no)\b[\s.:]{0,2}\d{1,4}[A-Za-z]?)?)",
    re.IGNORECASE,
)
# Said aloud: "rumah nomor dua belas".
_SAID_DIGIT = r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|nol|kosong|sepuluh|sebelas|seratus)"
_SAID = re.compile(
    rf"(?<![^\W_])(?:nomor|nomer|no)\b\s?[.:]?\s?(?:rumah(?:nya|ku)?\s?[.:]?\s?)?"
    rf"({_SAID_DIGIT}(?:\s(?:{_SAID_DIGIT}|belas|puluh|ratus)){{0,4}}(?:\s[A-Za-z](?![^\W_]))?)(?![^\W_])",
    re.IGNORECASE,
)
# "Perum Griya Asri C12": a block and a number in one word.
_CODE = re.compile(r"[A-Z]{1,2}\d{1,3}")
_BARE = re.compile(r"\d{1,3}[A-Za-z]?")
REACH = 9
# Houses told in one row.
MOST_LISTED = 8


def find_houses(words: Words) -> list[Span]:
    """Return the spans of house numbers, without the word before them."""
    spans = list(_find_numbered(words))
    spans += [
        Span(m.start(1), m.end(1), Kind.HOUSE) for m in _GLUED.finditer(words.text) if _is_house(words, m, m.end())
    ]
    spans += [Span(m.start(1), m.end(1), Kind.HOUSE) for m in _BLOCK.finditer(words.text) if _is_block(words, m)]
    spans += [Span(m.start(1), m.end(1), Kind.HOUSE) for m in _SAID.finditer(words.text) if _is_said_house(words, m)]
    return spans + _find_bare(words) + _find_codes(words)


def _find_numbered(words: Words) -> Iterator[Span]:
    """Find "No. 12", and all of "nomor 10 sampai nomor 26": what the first is, the others are."""
    place = 0
    while found := _NUMBERED.search(words.text, place):
        rest = _read_next(words, found.end())
        place = rest[-1].end if rest else found.end()
        if _is_house(words, found, place, listed=bool(rest)):
            yield Span(found.start(1), found.end(1), Kind.HOUSE)
            yield from rest


def _read_next(words: Words, end: int) -> list[Span]:
    """Return the further numbers of a row of houses; what is counted ("dan 3 motor") is none."""
    spans: list[Span] = []
    while len(spans) < MOST_LISTED and (found := _NEXT.match(words.text, end)):
        after = words.after(found.end())
        sign = found["sign"]
        is_listed = found["again"] or sign not in (", ", " ,", " , ") or _LISTED.match(words.text, found.end())
        # "No. 5, 3,5 meter"
        is_decimal = sign != "," and _DECIMAL.match(words.text, found.end())
        if is_decimal or not is_listed or (after is not None and after.low in COUNTED_NEXT):
            break
        spans.append(Span(found.start("number"), found.end("number"), Kind.HOUSE))
        end = found.end()
    return spans


def _is_house(words: Words, found: re.Match[str], end: int, *, listed: bool = False) -> bool:
    """Tell a house by what stands before its number, and behind the `end` of all that are told with it."""
    near = words.before(found.start(), most=REACH)
    if "bernomor" in found[0].lower() or "rumah" in found[0].lower():
        return not any(word.low in LETTERS for word in near[:2])
    if _is_of_other_thing(near):
        return False
    after = words.after(end)
    if near and after is not None and after.low in COUNTED - {"rt", "rw", "desa"}:
        return near[0].low in HOUSE_WORDS
    # "di nomor 12 Jl. Kartini", "nomor 10 sampai 26 di Jl. Flamboyan"
    if listed and after is not None and after.low in ("di", "ing", "neng", "nang", "ning"):
        after = words.after(after.end)
    return any(word.low in ADDRESS for word in near) or (after is not None and after.low in STREET)


def _is_of_other_thing(near: list[Word]) -> bool:
    """Tell "tiang nomor 12" and "lampu jalan nomor 12"."""
    first, second = ([word.low for word in near] + ["", ""])[:2]
    return first in OTHER_THINGS or (first in QUALITIES and second in OTHER_THINGS)


def _is_said_house(words: Words, found: re.Match[str]) -> bool:
    """Tell "rumah nomor dua belas" from "masalah nomor satu" and "rumah nomor dua dari timur"."""
    near = words.before(found.start(), most=3)
    after = words.after(found.end())
    if _is_of_other_thing(near) or (after is not None and after.low in COUNTED | {"dari"}):
        return False
    return "rumah" in found[0].lower() or any(word.low in STREET | HOUSE_WORDS for word in near)


def _find_codes(words: Words) -> list[Span]:
    """Find "Perum Griya Asri C12"."""
    return [
        Span(word.start, word.end, Kind.HOUSE)
        for word in words.all
        if _CODE.fullmatch(word.text) and any(near.low in ESTATE for near in words.before(word.start, most=4))
    ]


def _is_block(words: Words, found: re.Match[str]) -> bool:
    near = {word.low for word in words.before(found.start(), most=REACH)}
    after = words.after(found.end())
    following = {after.low} if after else set()
    has_digit = any(character.isdigit() for character in found[1])
    return has_digit and not (near | following) & MARKET and bool((near | following) & PERUM)


def _find_bare(words: Words) -> list[Span]:
    """Find "Jl. Kartini 45A": one to three words of a name, then a number that counts nothing."""
    spans = []
    for place, word in enumerate(words.all):
        if word.low not in STREET:
            continue
        for step in range(place + 1, min(place + 6, len(words))):
            if set(words.gap(step - 1)) - set(" .,"):
                break
            here = words[step]
            if _BARE.fullmatch(here.text):
                # "Jl. Kauman Gang 2" is a lane, with the houses of many.
                if step > place + 1 and words[step - 1].low not in LANES and _counts_nothing(words, step):
                    spans.append(Span(here.start, _take_letter(words, step), Kind.HOUSE))
                break
            if here.low in NO_STREET_NAME or not here.is_alpha:
                break
    return spans


def _take_letter(words: Words, place: int) -> int:
    """Return where "45 B" ends."""
    here, after = words[place], words.after(words[place].end)
    is_letter = after is not None and len(after.text) == 1 and after.text.isupper() and words.gap(place) == " "
    return after.end if after is not None and is_letter else here.end


def _counts_nothing(words: Words, place: int) -> bool:
    after = words.after(words[place].end)
    gap = words.gap(place)
    counts = after is not None and gap.isspace() and after.low in COUNTED
    return not counts and gap[:1] not in ("-", "/", ":")

"""The words that announce a name, and those that are none. Rules as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from complaints.masking.word_lists import list_words

_DATA = Path(__file__).parent / "data"

# Before a name in any spelling: "pak slamet", "BU TINI".
HONORIFICS = list_words(
    "pak bapak bpk bp bu ibu ibuk mas mbak mbakyu kang mbah simbah eyang pakde pakdhe budhe bude paklik bulik lik lek "
    "cak gus sdr sdri saudara saudari haji hajah kyai kiai nyai ustadz ustad ustadzah ustazah ust mbok yu kangmas "
    "almarhum almarhumah alm almh wak gan raden ning"
)
# Before a name only where it has its capital: these are used of strangers far more often.
TITLES = list_words(
    "bang om tante koh cik ko dik adik neng ny nyonya tn tuan dr drg drs dra ir prof kh hj dokter bidan suster perawat "
    "petugas sopir babinsa bhabinkamtibmas bripka bripda briptu brigadir brigpol aipda aiptu ipda iptu akp kompol akbp "
    "serda sertu serka serma pelda peltu letda lettu kapten mayor letkol kolonel kopda koptu praka pratu prada "
    "satpam kades lurah camat carik modin petinggi kadus sekdes bayan kamituwo ketua kepala pendeta romo pelapor "
    "saksi tersangka alias kakek nenek paman bibi nduk dek de"
)
# Single letters and pairs that announce a name only with their dot and a capital: "H. Sulaiman".
DOTTED = list_words("h p b hj kh r st")
# May stand between what announces and the name: "Pak RT Slamet", "Bapak Drs. Haryanto".
OFFICES = list_words(
    "rt rw lurah kades camat carik modin petinggi kadus sekdes bayan kamituwo bupati guru dokter bidan ketua wakil "
    "kepala desa dukuh dusun sekolah panitia hewan lingkungan kyai kiai polisi satpam mantri perawat bendahara "
    "sekretaris jaga kasun danramil kapolsek kapolres gubernur"
)
PREFIXES = list_words(
    "haji hajah h hj kh drs dra ir prof dr drg r rr ny tn kyai kiai ustadz ustad ust raden alm almh "
    "almarhum almarhumah "
    "sertu serda serka aipda aiptu bripka briptu brigadir mas mbak ibu bu bapak pak bpk sdr sdri"
)
# A street, a school, a mosque that bears a person's name is no person.
NAMED_THINGS = list_words(
    "jl jln jalan gang gg masjid musholla mushola musala langgar rsud rs rsi rsia sd sdn smp mts sma smk ma mi tk tpq "
    "museum pantai lapangan stadion gedung klinik pondok ponpes pesantren pulau makam universitas kampus taman gor "
    "terminal bandara pelabuhan jembatan monumen alun"
)
# Kin that is named behind "saya": "suami saya Karyono".
KIN = list_words(
    "suami istri isteri anak ibu bapak ayah adik kakak tetangga menantu mertua teman kakek nenek cucu keponakan paman "
    "bibi emak mbah sepupu"
)
MINE = list_words("saya kami kulo aku")
CONNECTORS = list_words("bin binti al")
# Shortened first names, with their dot: "Moh. Ali", "M. Nur".
SHORT_NAMES = list_words("moh muh mohd md abd m r st s a i h n")
DEGREES = list_words(
    "sp spd se sh st pd h t e kom sos ag ip km kep psi si pdi th hum farm kes skom sst mm mpd msi ssos "
    "amd sag mh mkes skm sip "
)
NAME_ENDINGS = (
    "wati", "ningsih", "yanto", "yono", "yanti", "iyah", "udin", "iyono", "santo", "harjo", "ningrum", "wanto",
    "sono", "narti", "ningtyas", "harto", "iyem", "inah", "suwito",
)  # fmt: skip
VERB_STARTS = (
    "peng",
    "peny",
    "pemb",
    "pend",
    "penj",
    "meng",
    "meny",
    "memb",
    "memp",
    "mend",
    "ment",
    "menj",
    "menc",
    "ngel",
    "berk",
    "bert",
    "berd",
)


@cache
def read_given_names() -> frozenset[str]:
    """Return the names that settle doubt in text without capitals."""
    return _read("given_names.txt")


@cache
def read_common_words() -> frozenset[str]:
    """Return the words that are no names."""
    return _read("common_words.txt") | HONORIFICS | OFFICES


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

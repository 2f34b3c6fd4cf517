"""The words that say what a number is. Rules as data: to teach the masks a word, add it here."""

from __future__ import annotations

import re

from complaints.masking.word_lists import list_words

# Digits as people spell them, in Indonesian and Javanese.
SPELLED = {
    "nol": "0", "kosong": "0", "satu": "1", "siji": "1", "dua": "2", "loro": "2", "tiga": "3", "telu": "3",
    "empat": "4", "papat": "4", "lima": "5", "limo": "5", "enam": "6", "enem": "6", "nem": "6", "tujuh": "7",
    "pitu": "7", "delapan": "8", "wolu": "8", "sembilan": "9", "songo": "9", "sanga": "9",
    "enol": "0", "zero": "0", "setunggal": "1", "kalih": "2", "sekawan": "4", "gangsal": "5", "lapan": "8", "ji": "1",
    "ro": "2", "lu": "3", "pat": "4", "mo": "5",
    # In a number that is said in tens it is enough to count the digits.
    "sepuluh": "10", "sebelas": "11", "belas": "1", "puluh": "",
}  # fmt: skip
# Said between digits, and no digits themselves ("nol delapan strip dobel tiga").
FILLERS = list_words("strip dobel double dabel spasi garis")
# Letters people type for digits, by mistake or to slip past a filter.
LOOKALIKES = {"o": "0", "O": "0", "l": "1", "I": "1", "i": "1"}

PHONE = list_words(
    "hp hape handphone wa whatsapp wassap telp telpon telepon telfon tlp tlpn tel phone call callcenter center "
    "hub hubungi menghubungi dihubungi kontak contact cp sms telegram tg cs fax faks japri ditelepon"
)
NIK = list_words("nik nike niknya ktp e-ktp ektp kependudukan identitas")
FAMILY_CARD = list_words("kk keluarga")
ACCOUNT = list_words(
    "rek rekening rekeningnya norek bank bri bca bni bsi btn bpr mandiri jateng danamon cimb permata muamalat atm "
    "kartu kredit debit va virtual account polis bpjs kis npwp dana ovo gopay shopeepay linkaja seabank jago "
    "jenius bukopin brilink norekening"
)
CUSTOMER = list_words(
    "pelanggan idpel nopel idplg noplg idlang nolang sambungan samb nosal nosamb idpln langganan meter meteran "
    "nometer kwh nokwh kwhmeter"
)
# What a meter shows is no secret; its own number is longer.
METER = list_words("meter meteran kwh nometer nokwh kwhmeter")
# The first of two words that say it together: "ID PEL", "no. samb", "kode plg".
FIRST_HALVES = list_words("id no nomor nomer nmr nomr kode kwh")
TELLING_ENDINGS = ("nya", "ne", "e", "ku", "mu", "ipun")
# Numbers of papers, which name one person.
DOCUMENT = list_words(
    "sim paspor passport nip nisn nis nim stnk bpkb imei nrp nuptk resi rangka noka nosin peserta kpj kusuka nib skck "
    "kia kks nop efin"
)
# A telephone has two of these: "IMEI 1 356914107722083".
SLOTS, SLOT_FIGURES = list_words("imei imeinya"), list_words("1 2")
# May stand between such a word and its number: "nomor seri laptop saya: 5CD1234XYZ".
BETWEEN = list_words(
    "no nomor nomer saya ini itu adalah yaitu motor mobil hp laptop tv kamera mesin meter meteran kendaraan paket "
    "e ne sekolah anak istri suami"
)
# Behind these a long number is an account ("tolong tf ke 7620118899").
TRANSFER = list_words("transfer ditransfer tf ditf trf tranfer setor disetor setorkan")
# Of banks and purses, also behind the number: "0015 0103 4567 509 (BRI)".
BANKS = list_words(
    "bri bca bni bsi btn bpr mandiri danamon cimb permata muamalat dana ovo gopay shopeepay linkaja seabank jago"
)
TICKET = list_words("tiket laporan aduan")
# An amount, whatever was said before it.
AMOUNT_BEFORE = list_words("rp idr sebesar senilai sejumlah seharga harga nominal")
UNIT_AFTER = list_words(
    "rupiah rb ribu jt juta miliar milyar m m2 m3 meter mtr km cm mm kg gram gr ton kuintal liter ltr kwh watt "
    "volt persen derajat orang jiwa ekor hari jam menit detik bulan tahun lembar unit buah lt"
)

# What no phone and no account looks like: dates, hours, spans of years, amounts with dots in threes, decimals.
# Tested against a whole number with its separators; each is anchored and without nested repeats.
_DATE = r"(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
_TO = r"\s?[-–—/]\s?"
INNOCENT = re.compile(
    rf"{_DATE}(?:{_TO}{_DATE})?"
    r"|(?:[01]?\d|2[0-4])[.][0-5]\d(?:[.][0-5]\d)?(?:" + _TO + r"(?:[01]?\d|2[0-4])[.][0-5]\d)?"
    r"|(?:19|20)\d\d" + _TO + r"(?:19|20)\d\d"
    r"|[1-9]\d{0,2}(?:\.\d{3}){1,5}(?:" + _TO + r"[1-9]\d{0,2}(?:\.\d{3}){1,5})?"
    r"|\d{1,3}\.\d{1,9}"
)

# A photo is called after its second: "IMG_20260214_193045".
STAMP = re.compile(r"20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")

# 0812…, +62812…, 62812…, +62 (0)812…: nine to fifteen digits in all.
MOBILE = re.compile(r"(?:(?:00)?62|0)0?8[1-9]\d{6,10}")
MOBILE_START = re.compile(r"(?:(?:00)?62|0)0?8\d{0,3}|62")
# Area codes 021 to 098, and the toll-free 0800.
LANDLINE = re.compile(r"0[2-79]\d{7,10}|62[2-79]\d{7,9}|0800\d{6,8}")

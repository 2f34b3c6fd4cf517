"""The words that say whether a number is that of a house. Rules as data."""

from __future__ import annotations

from complaints.masking.word_lists import list_words

STREET = list_words("jl jln jalan gang gg")
LANES = list_words("gang gg lorong")
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
HOUSE_WORDS = frozenset(
    word + ending
    for word in list_words("rumah rmh kos kosan kost kontrakan omah griya gubuk mess asrama rusun bedeng")
    for ending in ("", "nya", "ku", "mu", "e", "ne", "é", "ipun")
)
# Words that make the number behind "No." one of a house, in the same sentence.
ADDRESS = (
    STREET | HOUSE_WORDS | list_words("perum perumahan permai asri blok rt rw dukuh dusun dk alamat btn kpr bertempat")
)
ESTATE = list_words("perum perumahan griya btn kpr kompleks komplek cluster residence")
# Their blocks have no doors.
NOT_HOMES = list_words(
    "pasar los kios lapak ikan ruko makam kuburan pemakaman tambak sawah tribun parkir parkiran tpi tpa stadion gudang "
    "kandang hutan petak kebun pemancar sayur daging"
)
MONTHS = list_words("januari februari maret april mei juni juli agustus september oktober november desember")
# Behind a bare number of a street these count something else ("Jl. Pemuda 3 titik").
COUNTED = MONTHS | list_words(
    "meter m km cm titik hari jam menit bulan tahun minggu kali orang rumah lubang lampu tiang jalur arah lajur "
    "ruas persen ribu juta "
    "rb jt unit pohon mobil motor truk warga kk rt rw desa lokasi sisi an kilometer mtr x"
)
# Behind the second of two figures these are an hour, or whoever is counted ("No. 5, 3 anak sakit").
COUNTED_NEXT = COUNTED - {"rt", "rw", "rumah"} | list_words(
    "pagi siang sore malam wib anak korban ekor buah lansia balita motor org"
)
NO_STREET_NAME = list_words(
    "km rt rw no nomor tahun pukul jam tanggal sepanjang sekitar kurang lebih ada di ke dari dan yang sudah "
    "selama sejak dengan lebar panjang rusak hanya hampir masih lubang lampu tiang titik pohon"
)

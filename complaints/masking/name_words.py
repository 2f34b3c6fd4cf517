"""The words that announce a name, and those that are none. Rules as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from complaints.masking.word_lists import list_words

_DATA = Path(__file__).parent / "data"

# Before a name in any spelling: "pak slamet", "BU TINI".
HONORIFICS = list_words(
    "pak bapak bpk bp bu ibu ibuk mas mbak mbakyu kang mbah simbah eyang pakde pakdhe budhe bude paklik bulik lik "
    "lek cak gus sdr sdri saudara saudari haji hajah kyai kiai nyai ustadz ustad ustadzah ustazah ust mbok yu "
    "kangmas almarhum almarhumah alm almh wak uwak raden habib abah mbahe mbokdhe mbokde"
)
# Of these two kinds the first is said of offices and strangers ("Pak Hakim"), the second of people one knows.
FORMAL = list_words("pak bapak bpk bp bu ibu ibuk")
INFORMAL = list_words("lik lek kang mbah yu mbok cak wak")
# Words that are names too, and behind a formal honorific are still an office or a kind of person.
OFFICE_NAMES = list_words("hakim wali muda alim adil sukses tertib bulan")
# Also said of the journey and of when it is.
PILGRIMS = list_words("haji hajah kaji")
# Kin and kinds of people, not people: "Mbah Putri" is a grandmother.
NO_NAMES = frozenset(
    {
        ("mbah", "putri"), ("mbah", "kakung"), ("ibu", "pertiwi"), ("mas", "murni"), ("mas", "permata"),
        ("anak", "sholeh"), ("anak", "saleh"), ("anak", "soleh"), ("petugas", "tirta"),
    }
)  # fmt: skip
GOLD = list_words("toko perhiasan cincin kalung gelang logam harga gram gadai")
# Names with a capital, and words without one: "mugi slamet", "budi pekerti", "teguh pendirian".
SMALL_WORDS = list_words(
    "slamet sugeng budi wahyu teguh rahayu rizki rizky rizqi riski saleh sholeh soleh budiman fitri salim santosa "
    "sukma bayu kamal hidayat sekar wulan satrio singgih tegar waris nugraha lanang murti kartika"
)
CALENDAR = list_words(
    "senin selasa rebo kamis jumat sabtu ahad juni juli april januari pon wage kliwon legi pahing paing"
)
# Behind a day or a month they say that it is one.
LATER = list_words(
    "depan kemarin lalu besok ini itu pagi siang sore malam tanggal jam pukul sampai hingga kliwon legi pahing pon wage"
)
# Before a name only where it has its capital: these are used of strangers far more often.
TITLES = list_words(
    "bang om tante koh cik ci ko dik adik neng ny nyonya tn tuan dr drg drs dra ir prof kh hj dokter bidan suster "
    "perawat petugas sopir babinsa bhabinkamtibmas bripka bripda briptu brigadir brigpol aipda aiptu ipda iptu "
    "akp kompol akbp serda sertu serka serma pelda peltu letda lettu kapten mayor letkol kolonel kopda koptu "
    "praka pratu prada satpam kades lurah camat carik modin petinggi kadus sekdes bayan kamituwo ketua kepala "
    "pendeta romo pelapor pastor saksi tersangka alias kakek nenek paman bibi nduk dek de ning si tole thole "
    "genduk bunda ayah aa bli uda opa oma syekh ners mantri mister brigjen irjen kombes bharada bharatu kapolres "
    "kapolsek danramil kaji mak emak cece cici engkong encik nok gan juragan syahbandar sekcam jogoboyo ladu penghulu"
)
# Single letters and pairs that announce a name only with their dot and a capital: "H. Sulaiman".
DOTTED = list_words("h p b hj kh r st")
# May stand between what announces and the name: "Pak RT Slamet", "Bapak Drs. Haryanto".
OFFICES = list_words(
    "rt rw lurah kades camat carik modin petinggi kadus sekdes bayan kamituwo bupati guru dokter bidan ketua wakil "
    "kepala desa dukuh dusun sekolah panitia hewan lingkungan kyai kiai polisi satpam mantri perawat bendahara "
    "sekretaris jaga kasun danramil kapolsek kapolres gubernur syahbandar sekcam danpos jogoboyo jagabaya ladu "
    "penghulu pasar proyek kabid kasi kasubag kabag kanit"
)
# Whose people come to the door: "petugas Dukcapil Yunita" has one name, "petugas PLN" none.
AGENCIES = list_words(
    "dukcapil disdukcapil capil pln pdam bpjs dishub dinkes dinsos dlh disdik dpupr pupr bpbd damkar satpol pp "
    "satpolpp linmas samsat puskesmas rsud polsek polres koramil kua bkd bps bapenda bawaslu kemenag perumda biznet "
    "perhutani pertamina telkom indihome pos bank kecamatan kelurahan loket parkir pamsimas bumdes bumdesa poktan "
    "gapoktan pokdarwis hippam takmir remas dasawisma osis pramuka banser lpmd bpd pkk"
)
# Whoever works in or for a thing: "koordinator lapangan Kang Wakhid", "penjaga makam Mbah Surip".
KEEPERS = list_words(
    "koordinator korlap pengawas petugas penjaga jaga mandor kepala satpam juru kuncen tukang pengelola pengurus ketua "
    "pelaksana takmir imam marbot pimpinan pengasuh pemilik kebersihan parkir guru dokter perawat bidan nahkoda"
)
# In Javanese "at" and "to", and of a girl or a daughter of a kyai a title: "neng Troso", "Neng Siti".
AT = list_words("neng ning")
PREFIXES = list_words(
    "haji hajah h hj kh drs dra ir prof dr drg r rr ny tn kyai kiai ustadz ustad ust raden alm almh almarhum "
    "almarhumah sertu serda serka aipda aiptu bripka briptu brigadir mas mbak ibu bu bapak pak bpk sdr sdri de "
    "dhe lik lek gus kang mbah ning kaji ng rm rr"
)
# A street, a school, a mosque that bears a person's name is no person.
NAMED_THINGS = list_words(
    "jl jln jalan gang gg masjid musholla mushola musala langgar rsud rs rsi rsia sd sdn smp mts sma smk ma mi tk "
    "tpq museum cafe kafe resto hotel villa pantai lapangan stadion gedung klinik pondok ponpes pesantren pulau "
    "makam universitas kampus taman gor terminal bandara pelabuhan jembatan monumen alun"
)
SHORT_STREETS = list_words("jl jln gg")
# Between the word for a street and the name it bears.
STREET_TITLES = list_words(
    "ra ajeng kapten jenderal jend letjen mayor kolonel kol sersan brigjen sultan ki ratu raya mt"
)
# Kin that is named behind "saya": "suami saya Karyono".
KIN = list_words(
    "suami istri isteri anak ibu bapak ayah adik kakak tetangga menantu mertua teman kakek nenek cucu keponakan "
    "paman bibi emak mbah sepupu"
)
# The same with whose they are: "suaminya Joko", "mbahku Marfuah", "bojone Karni", "rumahe Wiknyo".
_POSSESSED = KIN | list_words(
    "pemilik sopir bos juragan majikan pelaku korban pengurus ketua bendahara mandor karyawan pacar saksi guru "
    "mantan pembantu rumah warung kandang toko bengkel kebun sawah kos saudara pakde bude pakdhe budhe paklik bulik "
    "pelapor tersangka bayi bojo emak mak simak mbok simbok simbah kakung adhik kakang mbakyu kangmas dulur sedulur "
    "putu ponakan misan besan mertuwa morotuwo konco kanca tangga tonggo tanggane omah tukang tunangan calon kakek "
    "nenek mami papi papa mama om tante koordinator tirine perawat dokter kepala tukange anakku"
)
KIN_OF_SOMEBODY = frozenset(
    word + ending for word in _POSSESSED for ending in ("nya", "ku", "mu", "e", "ne", "ipun", "nipun")
)
MINE = list_words("saya kami kulo kula aku sy ku")
# Before what they work at, and a name: "mandor proyek Hendro", "juru kunci Sarpin", "petugas ukur Anggoro".
WORKERS = list_words(
    "mandor juru penjaga bendahara sekretaris staf staff koordinator pengawas guru pengurus kader operator admin "
    "komandan imam direktur manajer pimpinan pengasuh nakhoda nahkoda sinder kasir petugas kepala ketua mantri wakil "
    "pengelola takmir marbot kuncen juragan penyuluh pendamping relawan tukang penjual bakul kasi kasubag kabid kaur "
    "jogoboyo ladu syahbandar anggota sopir kernet kondektur pelatih pembina kapten"
)
WORKS = list_words(
    "pasar proyek kunci ukur kebun keamanan kebersihan lapangan sampah ngaji bk olahraga kelas hutan umum gudang malam "
    "parkir makam masjid musholla mushola tpq madin les posyandu kader gizi kandang tambak warung kantor ronda air "
    "teknis teknik tambal ban becak ojek sayur ikan batu kayu las pijat sunat galon gas kebersihan pertanian sosial "
    "bicara masak rias jahit gizi rawat palang pintu lomba listrik jembatan desa dusun rt rw blok shift unit regu bus "
    "truk angkot travel ambulans perahu kapal sound lampu rosok"
)
# Behind these a capital is more often the name of the group: "ketua kelompok Barokah", "ketua koperasi Maju".
GROUPS = list_words(
    "yayasan koperasi kelompok paguyuban majelis klub tim panitia organisasi ranting cabang karang taruna poktan "
    "gapoktan pokdarwis pamsimas bumdes bumdesa hippam hippa komite takmir remas dasawisma osis pramuka banser lpmd "
    "lpm bpd pkk kub forum asosiasi himpunan serikat ikatan persatuan perkumpulan panti banom satgas divisi"
)
# Of shops and stalls called after whoever began them: "Bakso Pak Kumis", "Sate Kambing Pak Ndut".
FOODS = list_words(
    "bakso soto sate sego nasi mie mi ayam pecel lele kambing bebek ikan gule gulai tongseng rawon lontong tahu "
    "tempe gorengan martabak jamu kopi teh es angkringan catering katering kue roti batik ketoprak gado pindang "
    "horog bandeng sop seblak cilok siomay degan jenang kerupuk krupuk geprek penyet bakar goreng kuning uduk campur "
    "rica opor makan"
)
# Behind a name that somebody gives for themselves.
WHENCE = list_words("dari warga nik alamat asal umur tinggal rt usia")
# What bears a person's name more often than it is that person's: firms, places, what carries a name plate. Looked for
# before names that nothing announces.
NAMED_AFTER = NAMED_THINGS | list_words(
    "ud cv pt pd rm hotel perumahan perum griya apotek salon bukit gunung gn desa ds dukuh dk dusun dsn kampung "
    "kecamatan kec kel kelurahan kabupaten kab kota provinsi pabrik mebel meubel kelompok bank koperasi kud ksu "
    "kospin spbu pom yayasan lembaga partai tim klub grup band orkes om sungai kali waduk bendung bendungan "
    "embung laut teluk tanjung curug sendang petilasan km kmp klm ferry po agen kafe cafe resto restoran butik "
    "sanggar pasar blok cluster villa wisma tpa tps tpi puskesmas posyandu polindes pustu wisata gua goa patung "
    "simpang simpangan perempatan pertigaan bundaran hutan gelora bumi unisnu institut akademi smpn sman smkn "
    "sdit smpit tkit paud ra mtsn man stie bmt bpr lpk blk merek merk produk badai tragedi idul bus bis travel "
    "stasiun halte komplek kompleks raya batalyon kodim korem banser ansor ormas paguyuban majelis jamaah dinas "
    "kantor balai sunan sultan ratu raden ra pangeran kanjeng nabi rasul presiden jembatan makam goa klinik optik "
    "laundry fotocopy event piala liga festival tari batik roti kopi teh jamu soto bakso sate pempek nasi ayam"
)
# Small firms: with a capital they are one ("Toko Slamet"), without it they are somebody's ("toko Slamet").
SHOPS = list_words("toko warung bengkel kios kedai depot studio kos kost konter counter sanggar lapak ruko gudang")
# People whom streets, squares and beaches are called after, so often that nobody says which street.
FAMOUS = list_words(
    "kartini sudirman soedirman sukarno soekarno hatta diponegoro kalinyamat hadlirin pattimura wahidin sutomo "
    "soetomo katamso cokroaminoto hasanuddin sosrokartono muria prabowo jokowi gibran ganjar anies megawati "
    "mahfud sudarso muhammad"
)
FAMOUS_PAIRS = frozenset(
    {
        ("ahmad", "yani"), ("slamet", "riyadi"), ("gatot", "subroto"), ("wahid", "hasyim"), ("hasyim", "asyari"),
        ("imam", "bonjol"), ("teuku", "umar"), ("sultan", "agung"), ("yos", "sudarso"), ("dewi", "sartika"),
        ("agus", "salim"), ("ahmad", "dahlan"), ("basuki", "rahmat"), ("untung", "suropati"), ("ahmad", "fauzan"),
    }
)  # fmt: skip
WHERE = list_words("di ke dari depan arah sepanjang ruas seberang sekitar dekat belakang samping lewat antara")
NO_PEOPLE = frozenset(
    {
        ("budi", "utomo"), ("budi", "luhur"), ("budi", "pekerti"), ("sri", "lanka"), ("dewi", "sri"),
        ("dewi", "fortuna"), ("sri", "rejeki"), ("sri", "rezeki"), ("al", "amin"),
    }
)  # fmt: skip
# Stones and metals, some of them names too: two beside each other are for sale ("intan dan berlian").
PRECIOUS = list_words("intan berlian mutiara permata zamrud mirah emas mas perak safir delima giok batu")
# Behind these a name that is a word of every day too is one, where it has its capital: "milik Agung".
OWNERS = list_words(
    "milik miliknya punya punyane duweke duwene oleh kata jare menurut istri suami anak janda tetangga korban "
    "pelaku pemilik sopir saksi tersangka oknum bernama bersama dipukul ditabrak dipimpin diketuai almarhum "
    "kepada keluarga mandor bos juragan teman pacar adik kakak ponakan keponakan"
)
# Of these whoever has a capital is a person, known or not: "tetangga Sokib".
NEAR_PEOPLE = list_words(
    "istri suami janda tetangga mandor bos juragan teman pacar adik kakak ponakan keponakan sepupu"
)
# Names of three syllables begin so: "Liem Hok Tjwan".
SURNAMES = list_words(
    "tan lim liem oei oey kwee kwik lie tjan tjoa gouw gow ong njoo nyoo thio tio han ang lauw kho khoe tjia tjiong "
    "sie siauw yap jap phoa pwee bhe wong yoe souw tjong tjiu giam kang poa sim soe thee the go ie ko tee be tjiook "
    "lay djie njo bong hauw ciu cia huang wang chen chan lin liu loa kwa kwok tjhin"
)
# Between two people: "Rasmadi sama Karwito".
JOINING = list_words("dan sama karo lan serta kalih kaliyan bersama dengan")
# Between these a phone number and its owner: "hubungi Wiwin 0812...".
CALLED = list_words("hub hubungi menghubungi kontak cp wa telp telepon telpon tlp sms call ke nomor no hp")
CONNECTORS = list_words("bin binti al")
# Shortened first names, with their dot: "Moh. Ali", "M. Nur".
SHORT_NAMES = list_words("moh muh mohd md abd m r st s a i h n")
DEGREES = list_words(
    "sp spd se sh st pd h t e kom sos ag ip km kep psi si pdi th hum farm kes skom sst mm mpd msi ssos amd sag mh "
    "mkes skm sip"
)
NAME_ENDINGS = (
    "wati", "ningsih", "yanto", "yono", "yanti", "iyah", "udin", "iyono", "santo", "harjo", "ningrum", "wanto",
    "sono", "narti", "ningtyas", "harto", "iyem", "inah", "suwito", "iyati", "astuti", "ningsi", "yatno", "atun",
)  # fmt: skip
VERB_STARTS = ("pen", "pem", "pel", "meng", "meny", "mem", "men", "ngel", "ber", "ter", "di", "tak", "kok", "sak")
# Javanese verbs begin so, and no name does.
JAVANESE_STARTS = ("mb", "nd", "nj", "nge", "ngl", "nyu", "nye", "dak")
# What is asked of somebody ends so, and no long name does; these others only behind a word that is known.
VERB_ENDINGS = ("kan", "nya", "aken", "ake", "ipun")
WEAK_VERB_ENDINGS = ("i", "en", "ke", "no", "an", "ana", "ono", "na", "o", "in", "lah")


@cache
def read_given_names() -> frozenset[str]:
    """Return the names that settle doubt in text without capitals."""
    return _read("given_names.txt")


@cache
def read_double_words() -> frozenset[str]:
    """Return the names that are words of every day too."""
    return _read("double_words.txt")


@cache
def read_common_words() -> frozenset[str]:
    """Return the words that are no names."""
    return _read("common_words.txt") | HONORIFICS | OFFICES | AGENCIES


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

"""Who may do what at which address: the expectations that test_matrix.py walks. How to add one is told there."""

from __future__ import annotations

from dataclasses import dataclass

# --- people -------------------------------------------------------------------

# `officer`, `lead` and `reader` (named for violence) are of the agency that has the tickets; `supporter` of one that
# supports the emergency; `former` of one that handed a ticket over; `inspector` is named for what is about officials.
# `insider` coordinates the county and belongs to the agency that two of the reports are about.
OWN = frozenset({"officer", "lead", "reader"})
COORDINATORS = frozenset({"coordinator", "insider"})
ADMIN_ROLES = COORDINATORS | {"administrator"}
COUNTY = ADMIN_ROLES | {"call_taker", "dispatcher", "executive"}
STAFF = OWN | COUNTY | {"supporter", "former", "inspector", "other"}
OUTSIDE = frozenset({"visitor", "deactivated"})
ALL = STAFF | OUTSIDE
NOBODY: frozenset[str] = frozenset()
ADMINISTRATOR = frozenset({"administrator"})
# `other` leads another agency, and finds their own officers there.
LEADS = frozenset({"lead", "other"})
DESK = frozenset({"call_taker", "dispatcher"})
SUPERVISORS = frozenset({"dispatcher"})
BOARD = ADMIN_ROLES | {"dispatcher"}
# A lead, like `other`, sees the figures of the own agency alone.
FIGURES = ADMIN_ROLES | {"lead", "other", "dispatcher", "executive"}
EXPORTERS = ADMIN_ROLES | {"lead", "other"}
CALL_STEPS = ("ambil", "hidup", "tutup", "buka", "telepon-balik", "blokir")

# --- tickets ------------------------------------------------------------------

READERS: dict[str, frozenset[str]] = {
    "open": OWN | COUNTY,
    "private": OWN | BOARD,
    "emergency": OWN | COUNTY - {"executive"} | {"supporter"},
    "secret": frozenset({"reader"}),
    "about": frozenset({"inspector"}),
    # About the insider's agency, and not secret. For whom the county's other people work nobody wrote down.
    "accused": frozenset({"inspector"}),
    "moved": OWN | COUNTY,
}
READERS_AND_FORMER = READERS | {"moved": READERS["moved"] | {"former"}}
# A secret report's files wait until it was opened with a reason.
OPENED = {
    ticket: NOBODY if ticket in ("secret", "about") else people - {"executive"}
    for ticket, people in READERS_AND_FORMER.items()
}
NOTERS = {ticket: people - {"executive"} for ticket, people in READERS.items()}
ON_BOARD = {ticket: BOARD if ticket == "emergency" else NOBODY for ticket in READERS}
ALARMS = {ticket: BOARD if ticket == "secret" else NOBODY for ticket in READERS}
# Flags are decided on whatever those at the board may read; a secret report only after it was opened.
DECIDE_FLAG = {ticket: people & BOARD for ticket, people in READERS.items()}
AGENCIES_OUT = {ticket: OWN | {"supporter"} if ticket == "emergency" else NOBODY for ticket in READERS}
# Those who handle or decide mask more, at the agency that is responsible; those who decide show again what was masked.
MASKERS = {ticket: people - {"executive", "supporter"} - DESK for ticket, people in READERS.items()}
DECIDERS = {ticket: people & (ADMIN_ROLES | {"lead"}) for ticket, people in READERS.items()}

# 112 and whoever leads the agency end and send links of the field; whose contact it is says the page.
LINKERS = {ticket: people & (BOARD | {"lead"}) for ticket, people in READERS.items()}

# A major incident is known to whoever manages them, and to whoever may read a report in it.
OF_INCIDENT = {ticket: people | BOARD for ticket, people in READERS.items()}

# Who decides and has an agency of their own may say whom a report is about; here the county's other people have none.
SAYERS = {ticket: people & {"lead", "insider"} for ticket, people in READERS.items()}

# Requests about data are answered without reading the report, but never by those it may be about.
ANSWERERS = {ticket: NOBODY if ticket in ("about", "accused") else ADMIN_ROLES for ticket in READERS}

Who = frozenset[str] | dict[str, frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """Who gets an answer to GET and to POST: people, or people per ticket; None where the method is not offered.

    With `may_be_missing` those who are granted may still find nothing under the values the walk puts in.
    """

    get: Who | None = None
    post: Who | None = None
    may_be_missing: bool = False


ROUTES: dict[str, Rule] = {
    # The citizens' pages; an address with somebody else's key opens for nobody.
    "/": Rule(get=ALL),
    "/lapor/": Rule(get=ALL, post=ALL),
    "/lapor/<uuid:token>/terima-kasih/": Rule(get=NOBODY),
    "/lapor/<uuid:token>/<slug:slug>/": Rule(get=NOBODY, post=NOBODY),
    "/lacak/": Rule(get=ALL, post=ALL),
    # With the number anybody learns the state; what else is told is the tracking tests' business.
    "/lacak/<str:number>/": Rule(get=ALL, post=ALL),
    "/t/<str:number>/<str:token>/": Rule(get=NOBODY, post=NOBODY),
    "/t/<str:number>/<str:token>/foto/<uuid:photo_id>/": Rule(get=NOBODY),
    "/t/<str:number>/<str:token>/data/": Rule(get=NOBODY),
    "/t/<str:number>/<str:token>/data/unduh/": Rule(get=NOBODY),
    "/t/<str:number>/<str:token>/data/<slug:what>/": Rule(post=NOBODY),
    "/foto/<uuid:photo_id>/": Rule(get=OPENED),
    # Without a confirmed contact the list leads back to the question.
    "/hak-data/": Rule(get=ALL, post=ALL),
    "/hak-data/kode/": Rule(post=ALL),
    "/hak-data/laporan/": Rule(get=ALL, post=ALL),
    "/privasi/": Rule(get=ALL),
    "/privasi/<slug:version>/": Rule(get=NOBODY),
    # Signed by the sender: without the signature 401, whoever asks.
    "/api/wadul/v1/callbacks": Rule(post=ALL),
    # A crew's page opens by its own signed link, and by no account.
    "/l/sw.js": Rule(get=ALL),
    "/l/<str:token>/": Rule(get=NOBODY, post=NOBODY),
    "/l/<str:token>/dilihat/": Rule(post=NOBODY),
    "/l/<str:token>/balasan/": Rule(post=NOBODY),
    # The desk.
    "/petugas/": Rule(get=STAFF),
    "/petugas/daftar/": Rule(get=STAFF),
    "/petugas/kotak/": Rule(get=STAFF),
    "/petugas/kotak/dilihat/": Rule(post=STAFF),
    "/petugas/dialihkan/": Rule(get=OWN | {"supporter", "former", "inspector", "other"}),
    "/petugas/tiket/<str:number>/": Rule(get=READERS_AND_FORMER),
    "/petugas/tiket/<str:number>/cetak/": Rule(get=READERS_AND_FORMER),
    "/petugas/tiket/<str:number>/tentang/": Rule(post=SAYERS),
    "/petugas/tiket/<str:number>/langkah/": Rule(post=READERS),
    "/petugas/tiket/<str:number>/buka/": Rule(post=READERS),
    # Who goes out to an emergency: the board asks others and notes their voices, an agency answers for itself.
    "/petugas/tiket/<str:number>/opd/minta/": Rule(post=ON_BOARD),
    "/petugas/tiket/<str:number>/opd/<int:agency_id>/suara/": Rule(post=ON_BOARD),
    "/petugas/tiket/<str:number>/opd/<int:agency_id>/regu/": Rule(post=ON_BOARD),
    "/petugas/tiket/<str:number>/tautan/kirim/": Rule(post=LINKERS),
    "/petugas/tiket/<str:number>/tautan/<int:contact_id>/akhiri/": Rule(post=LINKERS),
    "/petugas/tiket/<str:number>/opd/jawab/": Rule(post=AGENCIES_OUT),
    "/petugas/tiket/<str:number>/pelapor/": Rule(post=NOTERS),
    "/petugas/tiket/<str:number>/samarkan/": Rule(post=MASKERS),
    "/petugas/tiket/<str:number>/tampilkan/": Rule(post=DECIDERS),
    "/petugas/tiket/<str:number>/<str:kind>/": Rule(post=NOTERS),
    # Requests of reporters about their data.
    "/petugas/hak-data/": Rule(get=ADMIN_ROLES),
    "/petugas/hak-data/<int:request_id>/": Rule(get=ANSWERERS),
    "/petugas/hak-data/<int:request_id>/kabulkan/": Rule(post=ANSWERERS),
    "/petugas/hak-data/<int:request_id>/tolak/": Rule(post=ANSWERERS),
    # The dispatch board: only emergencies that are no secret stand there with a number.
    "/petugas/papan/": Rule(get=BOARD),
    "/petugas/papan/daftar/": Rule(get=BOARD),
    "/petugas/papan/tanda/": Rule(get=BOARD),
    **{
        f"/petugas/papan/<str:number>/{what}/": Rule(post=DECIDE_FLAG)
        for what in ("naikkan", "bukan-darurat", "tandai")
    },
    "/petugas/papan/<str:number>/ambil/": Rule(post=ON_BOARD),
    "/petugas/papan/<str:number>/lepas/": Rule(post=ON_BOARD),
    "/petugas/papan/<str:number>/suara/": Rule(get=ON_BOARD, post=ON_BOARD),
    # An alarm without contents, for what has no number there; it never leads whoever is not named to a ticket.
    "/petugas/papan/rahasia/<int:complaint_id>/": Rule(get=ALARMS),
    "/petugas/papan/rahasia/<int:complaint_id>/ambil/": Rule(post=ALARMS),
    "/petugas/papan/rahasia/<int:complaint_id>/lepas/": Rule(post=ALARMS),
    "/petugas/papan/rahasia/<int:complaint_id>/suara/": Rule(get=ALARMS, post=ALARMS),
    # The test of the alert chain; an answer's link opens for whoever has it, and this one is nobody's.
    "/petugas/latihan/": Rule(get=BOARD),
    "/petugas/latihan/mulai/": Rule(post=BOARD),
    "/uji/<str:token>/": Rule(get=NOBODY, post=NOBODY),
    # Major incidents.
    "/petugas/kejadian/": Rule(get=STAFF),
    "/petugas/kejadian/baru/": Rule(get=BOARD, post=BOARD),
    "/petugas/kejadian/<int:incident_id>/": Rule(get=OF_INCIDENT),
    "/petugas/kejadian/<int:incident_id>/jawaban/": Rule(get=OF_INCIDENT),
    "/petugas/kejadian/<int:incident_id>/titik/": Rule(get=OF_INCIDENT),
    **{
        f"/petugas/kejadian/<int:incident_id>/{what}/": Rule(get=BOARD, post=BOARD)
        for what in ("kumpulkan", "ubah", "tutup", "jawab")
    },
    **{f"/petugas/kejadian/<int:incident_id>/{what}/": Rule(post=BOARD) for what in ("lepas", "batal", "buka")},
    "/petugas/kejadian/<int:incident_id>/jawaban/<int:answer_id>/ulangi/": Rule(post=BOARD, may_be_missing=True),
    # Handing over a shift.
    "/petugas/serah-terima/": Rule(get=SUPERVISORS),
    "/petugas/serah-terima/serahkan/": Rule(post=SUPERVISORS),
    "/petugas/serah-terima/<int:handover_id>/": Rule(get=SUPERVISORS, may_be_missing=True),
    "/petugas/serah-terima/<int:handover_id>/terima/": Rule(post=SUPERVISORS, may_be_missing=True),
    # The printed pack.
    "/petugas/paket/": Rule(get=SUPERVISORS),
    "/petugas/paket/cetak/": Rule(post=SUPERVISORS),
    # A lead's own officers.
    "/petugas/staf/": Rule(get=LEADS),
    "/petugas/staf/undang/": Rule(get=LEADS, post=LEADS),
    "/petugas/staf/<int:person_id>/<str:what>/": Rule(post=LEADS, may_be_missing=True),
    # The wallboard: the call room, and whoever reads the county's figures.
    "/petugas/dinding/": Rule(get=COUNTY),
    "/petugas/dinding/isi/": Rule(get=COUNTY),
    "/petugas/dinding/tetap/": Rule(post=COUNTY),
    # The call desk.
    "/petugas/angka/": Rule(get=FIGURES),
    "/petugas/angka/<str:kind>/": Rule(get=FIGURES & EXPORTERS, may_be_missing=True),
    "/petugas/112/": Rule(get=DESK),
    "/petugas/112/daftar/": Rule(get=DESK),
    "/petugas/112/tempat/": Rule(get=DESK),
    "/petugas/112/info/": Rule(get=DESK),
    "/petugas/112/susulan/": Rule(get=DESK, post=DESK),
    "/petugas/112/blokir/": Rule(get=SUPERVISORS),
    "/petugas/112/blokir/baru/": Rule(post=SUPERVISORS),
    "/petugas/112/blokir/<int:block_id>/cabut/": Rule(post=SUPERVISORS, may_be_missing=True),
    "/petugas/112/baru/": Rule(post=DESK),
    "/petugas/112/tatap-muka/": Rule(post=DESK),
    "/petugas/112/<int:call_id>/": Rule(get=DESK, may_be_missing=True),
    **{f"/petugas/112/<int:call_id>/{step}/": Rule(post=DESK, may_be_missing=True) for step in CALL_STEPS},
    # A draft opens for the desk that writes it, and the walk knows nobody's.
    "/petugas/112/tatap-muka/<uuid:token>/": Rule(get=NOBODY),
    "/petugas/112/tatap-muka/<uuid:token>/slip/": Rule(get=NOBODY),
    "/petugas/112/konsep/<uuid:token>/": Rule(post=NOBODY),
    "/petugas/112/konsep/<uuid:token>/dekat/": Rule(get=NOBODY),
    "/petugas/112/konsep/<uuid:token>/kirim/": Rule(post=NOBODY),
    "/petugas/112/konsep/<uuid:token>/gabung/": Rule(post=NOBODY),
    "/petugas/112/konsep/<uuid:token>/urungkan/": Rule(post=NOBODY),
    # Signed by the exchange: without the signature 401, whoever asks.
    "/api/telephony/v1/events": Rule(post=ALL),
    # Accounts.
    "/akun/masuk/": Rule(get=ALL, post=ALL),
    "/akun/keluar/": Rule(post=ALL),
    "/akun/sandi/": Rule(get=STAFF, post=STAFF),
    "/akun/sandi/pertama/": Rule(get=STAFF, post=STAFF),
    "/akun/sandi/lupa/": Rule(get=ALL, post=ALL),
    "/akun/sandi/lupa/terkirim/": Rule(get=ALL),
    "/akun/sandi/lupa/selesai/": Rule(get=ALL),
    # A key that is none gets a page that says so.
    "/akun/^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": Rule(get=ALL, post=ALL),
    "/akun/undangan/<str:token>/": Rule(get=ALL, post=ALL),
    "/akun/tidak-aktif/": Rule(get=ALL),
    "/akun/pastikan/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/sesi/": Rule(get=STAFF),
    "/akun/sesi/akhiri/": Rule(post=STAFF, may_be_missing=True),
    # One's own second factors; what somebody does not have is not there, and without any password nobody proves theirs.
    "/akun/faktor-kedua/": Rule(get=STAFF),
    "/akun/faktor-kedua/masuk/": Rule(get=STAFF, post=STAFF),
    "/akun/faktor-kedua/pastikan/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/aplikasi/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/aplikasi/lepas/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/cadangan/": Rule(get=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/cadangan/baru/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/kunci/": Rule(get=STAFF),
    "/akun/faktor-kedua/kunci/tambah/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/kunci/pastikan/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    "/akun/faktor-kedua/kunci/<int:pk>/lepas/": Rule(get=STAFF, post=STAFF, may_be_missing=True),
    # The office's sign-on, which no test has set up.
    "/akun/sso/batal/": Rule(get=ALL),
    "/akun/sso/gagal/": Rule(get=ALL),
    "/akun/sso/<str:provider_id>/": Rule(get=ALL, post=ALL, may_be_missing=True),
    "/akun/sso/<str:provider_id>/kembali/": Rule(get=ALL, post=ALL, may_be_missing=True),
}

# Pages of the admin, by the beginning of their route. Whoever is not named is turned away from every page below it;
# for whoever is, the admin's own tests say more: much there is only to be looked at.
ADMIN: dict[str, frozenset[str]] = {
    "/admin/login/": ALL,
    "/admin/logout/": ALL,
    "/admin/accounts/auditcheck/": ADMINISTRATOR,
    "/admin/accounts/auditentry/": ADMINISTRATOR,
    "/admin/accounts/secretreader/": ADMINISTRATOR,
    "/admin/accounts/staffsession/": ADMINISTRATOR,
    "/admin/accounts/user/": ADMINISTRATOR,
    "/admin/calls/": ADMIN_ROLES,
    "/admin/changes/": ADMIN_ROLES,
    "/admin/complaints/": ADMIN_ROLES,
    "/admin/dispatch/": ADMIN_ROLES,
    "/admin/response/": ADMIN_ROLES,
    # The frame itself: first page, lists of apps, look-ups, what is not there.
    "/admin/": ADMIN_ROLES,
}


def find_rule(route: str) -> Rule | None:
    """Return the rule of a route; the longest beginning counts in the admin."""
    if route in ROUTES:
        return ROUTES[route]
    fitting = [start for start in ADMIN if route.startswith(start)]
    if not fitting:
        return None
    who = ADMIN[max(fitting, key=len)]
    return Rule(get=who, post=who)

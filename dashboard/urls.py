"""Staff pages."""

from django.urls import path

from dashboard.views import (
    alerts,
    board,
    call_actions,
    calls,
    data_requests,
    figures,
    inbox,
    masks,
    moved,
    opening,
    staff,
    ticket,
)

app_name = "dashboard"

urlpatterns = [
    path("", inbox.show_inbox, name="inbox"),
    path("daftar/", inbox.show_list, name="inbox_list"),
    path("kotak/", alerts.show_alerts, name="alerts"),
    path("kotak/dilihat/", alerts.mark_all_seen, name="alerts_seen"),
    path("dialihkan/", moved.show_moved, name="moved"),
    path("angka/", figures.show_figures, name="figures"),
    path("angka/<str:kind>/", figures.export_figures, name="figures_export"),
    path("hak-data/", data_requests.show_requests, name="data_requests"),
    path("hak-data/<int:request_id>/", data_requests.show_request, name="data_request"),
    path(
        "hak-data/<int:request_id>/kabulkan/",
        data_requests.answer_request,
        {"how": "kabulkan"},
        name="data_request_grant",
    ),
    path(
        "hak-data/<int:request_id>/tolak/", data_requests.answer_request, {"how": "tolak"}, name="data_request_refuse"
    ),
    path("112/", calls.show_desk, name="desk"),
    path("112/daftar/", calls.show_open_calls, name="open_calls"),
    path("112/tempat/", calls.list_places, name="places"),
    path("112/info/", calls.show_knowledge, name="knowledge"),
    path("112/baru/", call_actions.start_call, name="call_new"),
    path("112/tatap-muka/", call_actions.begin_walk_in, name="walk_in_new"),
    path("112/tatap-muka/<uuid:token>/", calls.show_walk_in, name="walk_in"),
    path("112/konsep/<uuid:token>/", call_actions.keep_draft, name="desk_draft"),
    path("112/konsep/<uuid:token>/dekat/", calls.show_nearby, name="desk_nearby"),
    path("112/konsep/<uuid:token>/kirim/", call_actions.send_report, name="desk_send"),
    path("112/konsep/<uuid:token>/gabung/", call_actions.join_incident, name="desk_join"),
    path("112/<int:call_id>/", calls.show_call, name="call"),
    path("112/<int:call_id>/ambil/", call_actions.take_call, name="call_take"),
    path("112/<int:call_id>/hidup/", call_actions.show_life, name="call_life"),
    path("112/<int:call_id>/tutup/", call_actions.close_call, name="call_close"),
    path("112/<int:call_id>/buka/", call_actions.reopen_call, name="call_reopen"),
    path("112/<int:call_id>/telepon-balik/", call_actions.settle_callback, name="call_back"),
    path("112/<int:call_id>/blokir/", call_actions.block_caller, name="call_block"),
    path("papan/", board.show_board, name="board"),
    path("papan/daftar/", board.show_board_list, name="board_list"),
    path("papan/<str:number>/ambil/", board.take_emergency, name="board_take"),
    path("papan/<str:number>/suara/", board.acknowledge_for_agency, name="board_voice"),
    path("staf/", staff.show_staff, name="staff"),
    path("staf/undang/", staff.invite, name="staff_invite"),
    path("staf/<int:person_id>/<str:what>/", staff.change, name="staff_change"),
    path("tiket/<str:number>/", ticket.show_ticket, name="ticket"),
    path("tiket/<str:number>/langkah/", ticket.post_step, name="step"),
    path("tiket/<str:number>/cetak/", ticket.print_ticket, name="ticket_print"),
    path("tiket/<str:number>/buka/", opening.open_ticket, name="open"),
    path("tiket/<str:number>/pelapor/", opening.show_reporter, name="reporter"),
    path("tiket/<str:number>/samarkan/", masks.mask_more, name="mask_more"),
    path("tiket/<str:number>/tampilkan/", masks.show_again, name="show_again"),
    path("tiket/<str:number>/<str:kind>/", ticket.post_message, name="message"),
]

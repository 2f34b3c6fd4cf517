"""Staff pages."""

from django.urls import path

from dashboard.views import alerts, inbox, moved, opening, ticket

app_name = "dashboard"

urlpatterns = [
    path("", inbox.show_inbox, name="inbox"),
    path("daftar/", inbox.show_list, name="inbox_list"),
    path("kotak/", alerts.show_alerts, name="alerts"),
    path("kotak/dilihat/", alerts.mark_all_seen, name="alerts_seen"),
    path("dialihkan/", moved.show_moved, name="moved"),
    path("tiket/<str:number>/", ticket.show_ticket, name="ticket"),
    path("tiket/<str:number>/langkah/", ticket.post_step, name="step"),
    path("tiket/<str:number>/cetak/", ticket.print_ticket, name="ticket_print"),
    path("tiket/<str:number>/buka/", opening.open_ticket, name="open"),
    path("tiket/<str:number>/pelapor/", opening.show_reporter, name="reporter"),
    path("tiket/<str:number>/<str:kind>/", ticket.post_message, name="message"),
]

"""Citizens' pages and the callbacks of outside systems."""

from django.urls import path

from complaints.views import callbacks, filing, find_my_data, home, mine, my_data, photos, privacy, tracking

app_name = "complaints"

urlpatterns = [
    path("", home.show_home, name="home"),
    path("lapor/", filing.start, name="file"),
    path("lapor/<uuid:token>/terima-kasih/", filing.show_filed, name="filed"),
    path("lapor/<uuid:token>/<slug:slug>/", filing.show_step, name="step"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/<str:number>/", tracking.show_ticket, name="ticket"),
    path("t/<str:number>/<str:token>/", mine.show_mine, name="mine"),
    path("t/<str:number>/<str:token>/data/", my_data.show_my_data, name="my_data"),
    path("t/<str:number>/<str:token>/data/unduh/", my_data.download_my_data, name="my_data_file"),
    path("t/<str:number>/<str:token>/data/<slug:what>/", my_data.change_my_data, name="my_data_change"),
    path("t/<str:number>/<str:token>/foto/<uuid:photo_id>/", photos.show_my_photo, name="my_photo"),
    path("foto/<uuid:photo_id>/", photos.show_photo, name="photo"),
    path("privasi/", privacy.show_notice, name="privacy"),
    path("privasi/<slug:version>/", privacy.show_notice, name="privacy_version"),
    path("hak-data/", find_my_data.find_my_data, name="find_my_data"),
    path("hak-data/kode/", find_my_data.confirm_my_contact, name="confirm_my_contact"),
    path("hak-data/laporan/", find_my_data.list_my_reports, name="my_reports"),
    path("api/wadul/v1/callbacks", callbacks.receive_wadul_callback, name="wadul_callback"),
]

"""Citizens' pages and the callbacks of outside systems."""

from django.urls import path

from complaints.views import callbacks, home

app_name = "complaints"

urlpatterns = [
    path("", home.show_home, name="home"),
    path("api/wadul/v1/callbacks", callbacks.receive_wadul_callback, name="wadul_callback"),
]

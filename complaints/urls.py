"""Citizens' pages and the callbacks of outside systems."""

from django.urls import path

from complaints.views import home

app_name = "complaints"

urlpatterns = [
    path("", home.show_home, name="home"),
]

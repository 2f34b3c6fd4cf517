"""The pages of crews in the field."""

from django.urls import path

from response import views

app_name = "response"

urlpatterns = [
    path("l/sw.js", views.show_worker, name="worker"),
    path("l/<str:token>/", views.show_page, name="page"),
    path("l/<str:token>/dilihat/", views.note_seen, name="seen"),
    path("l/<str:token>/balasan/", views.take_reply, name="reply"),
]

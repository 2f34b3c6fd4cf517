"""The door of the telephone exchange."""

from django.urls import path

from calls.views import exchange

app_name = "calls"

urlpatterns = [
    path("api/telephony/v1/events", exchange.receive_exchange_event, name="exchange_event"),
]

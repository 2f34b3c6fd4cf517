"""Pages of an agency's contacts, who have no account: their link is the key."""

from django.urls import path

from dashboard.views import alert_drills

app_name = "contacts"

urlpatterns = [path("uji/<str:token>/", alert_drills.answer_drill, name="drill_answer")]

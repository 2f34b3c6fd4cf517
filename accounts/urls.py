"""Signing in and out."""

from django.contrib.auth import views
from django.urls import path, reverse_lazy

app_name = "accounts"

urlpatterns = [
    path("masuk/", views.LoginView.as_view(template_name="accounts/login.html"), name="login"),
    path("keluar/", views.LogoutView.as_view(), name="logout"),
    path(
        "sandi/",
        views.PasswordChangeView.as_view(
            template_name="accounts/password_change.html", success_url=reverse_lazy("dashboard:inbox")
        ),
        name="password_change",
    ),
]

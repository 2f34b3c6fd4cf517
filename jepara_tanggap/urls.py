"""Every address of the site, one line per app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The admin has no sign-in of its own: a password alone never enters it.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("complaints.urls")),
    path("", include("calls.urls")),
    path("", include("response.urls")),
    path("", include("dashboard.contact_urls")),
    path("petugas/", include("dashboard.urls")),
    path("akun/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "jepara_tanggap.error_pages.show_400"
handler403 = "jepara_tanggap.error_pages.show_403"
handler404 = "jepara_tanggap.error_pages.show_404"
handler500 = "jepara_tanggap.error_pages.show_500"

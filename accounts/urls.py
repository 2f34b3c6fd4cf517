"""Everything under /akun/: allauth's views at our own addresses, and what it does not have.

Only what is listed here exists: allauth's signing up, e-mail confirmation and connecting of
accounts have no address. The names are those that allauth itself looks for.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as office_pages
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST

from accounts.views import invitations, office, sessions, sign_in

own = (
    [
        path("sesi/", sessions.show_sessions, name="sessions"),
        path("sesi/akhiri/", sessions.end_sessions, name="sessions_end"),
        path("undangan/<str:token>/", invitations.accept, name="invitation"),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    path("masuk/", sign_in.SignIn.as_view(), name="account_login"),
    path("keluar/", require_POST(account.logout), name="account_logout"),
    path("tidak-aktif/", account.account_inactive, name="account_inactive"),
    path("pastikan/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("sandi/pertama/", account.password_set, name="account_set_password"),
    path("sandi/lupa/", sign_in.PasswordForgotten.as_view(), name="account_reset_password"),
    path("sandi/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("sandi/lupa/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("faktor-kedua/", sign_in.Factors.as_view(), name="mfa_index"),
    path("faktor-kedua/masuk/", sign_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("faktor-kedua/pastikan/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("faktor-kedua/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("faktor-kedua/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("faktor-kedua/cadangan/", sign_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("faktor-kedua/cadangan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("faktor-kedua/kunci/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("faktor-kedua/kunci/tambah/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("faktor-kedua/kunci/pastikan/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("faktor-kedua/kunci/<int:pk>/lepas/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("sso/batal/", office_pages.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/gagal/", office_pages.login_error, name="socialaccount_login_error"),
    path("sso/<str:provider_id>/", office.login, name="openid_connect_login"),
    path("sso/<str:provider_id>/kembali/", office.callback, name="openid_connect_callback"),
]

"""allauth's pages that the portal offers, under its own paths.

allauth asks for some names that lead nowhere here: these are second names of a page that exists.
What is not listed (sign-up, codes instead of passwords, other sites' accounts) has no URL. What
changes an account is `atomic`: the change and the letter about it, or neither.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.contrib.auth.views import LogoutView
from django.db.transaction import atomic
from django.urls import path, re_path

from units.views import account as own
from units.views.sign_in import SignIn, demo_sign_in

sign_in, sign_out = SignIn.as_view(), LogoutView.as_view()

entering = [
    path("masuk/", sign_in, name="sign-in"),
    path("masuk/", sign_in, name="account_login"),
    path("masuk/", sign_in, name="account_signup"),
    path("masuk/", sign_in, name="account_inactive"),
    path("masuk/", sign_in, name="account_reset_password_from_key_done"),
    path("masuk/demo/", demo_sign_in, name="demo-sign-in"),
    path("masuk/kode/", factors.authenticate, name="mfa_authenticate"),
    path("masuk/kunci/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("keluar/", sign_out, name="sign-out"),
    path("keluar/", sign_out, name="account_logout"),
]

password = [
    path("akun/sandi/", atomic(account.password_change), name="account_change_password"),
    path("akun/sandi/baru/", atomic(account.password_set), name="account_set_password"),
    path("akun/lupa-sandi/", account.password_reset, name="account_reset_password"),
    path(
        "akun/lupa-sandi/terkirim/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^akun/lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        atomic(account.PasswordResetFromKeyView.as_view(reset_url_key="baru")),
        name="account_reset_password_from_key",
    ),
]

second_factors = [
    path("akun/konfirmasi/", own.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", own.ReauthenticateCode.as_view(), name="mfa_reauthenticate"),
    path(
        "akun/konfirmasi/kunci/",
        own.ReauthenticateKey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("akun/dua-langkah/", factors.index, name="mfa_index"),
    path("akun/dua-langkah/", factors.index, name="mfa_list_webauthn"),
    path("akun/dua-langkah/aplikasi/", atomic(app.activate_totp), name="mfa_activate_totp"),
    path(
        "akun/dua-langkah/aplikasi/pelepasan/",
        atomic(app.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path("akun/dua-langkah/kunci/", atomic(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "akun/dua-langkah/kunci/<int:pk>/", atomic(own.EditKey.as_view()), name="mfa_edit_webauthn"
    ),
    path(
        "akun/dua-langkah/kunci/<int:pk>/penghapusan/",
        atomic(own.RemoveKey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "akun/dua-langkah/kode-cadangan/",
        codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode-cadangan/berkas/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode-cadangan/pembaruan/",
        atomic(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns = [
    *entering,
    path("akun/", own.account, name="account"),
    path("akun/nama/", own.account_name, name="account-name"),
    path("akun/surel/", atomic(account.email), name="account_email"),
    path(
        "akun/surel/kode/",
        atomic(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("akun/sesi/", atomic(sessions.list_usersessions), name="usersessions_list"),
    path("akun/sesi/<int:pk>/", atomic(own.account_session), name="account-session"),
    *password,
    *second_factors,
]

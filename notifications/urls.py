from django.urls import path

from notifications.views import inbox, mailings, texts

urlpatterns = [
    path("surat/", inbox.letter_list, name="letters"),
    path("surat/<int:pk>/", inbox.letter_page, name="letter"),
    path("surat/pilihan/", inbox.letter_preference, name="letter-preference"),
    path("naskah-surat/", texts.text_list, name="letter-texts"),
    path("naskah-surat/percobaan/<path:name>/", texts.text_trial, name="letter-text-trial"),
    path("naskah-surat/bawaan/<path:name>/", texts.text_default, name="letter-text-default"),
    path("naskah-surat/<path:name>/", texts.text_page, name="letter-text"),
    path("surat-bersama/", mailings.mailing_list, name="mailings"),
    path("surat-bersama/baru/", mailings.mailing_new, name="mailing-new"),
]

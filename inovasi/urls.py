from django.contrib import admin
from django.urls import include, path

from inovasi import mailbox, pages, style_page, work_page

# Django tries one after the other, so what phones ask most often, piece by piece and letter by
# letter, stands first: to try all of them takes as long as three queries.
urlpatterns = [
    path("", include("uploads.urls")),
    path("", include("submissions.urls")),
    path("", include("judging.urls")),
    path("", include("innovations.urls")),
    path("", include("competitions.urls")),
    path("", pages.front, name="front"),
    path("beranda/", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("gaya/", style_page.style_page, name="style"),
    path("pekerjaan/", work_page.work, name="work"),
    path("pekerjaan/<str:kind>/", work_page.work_retry_all, name="work-retry-all"),
    path("pekerjaan/<str:kind>/<int:pk>/", work_page.work_retry, name="work-retry"),
    path("kotak-surat/", mailbox.mailbox, name="mailbox"),
    path("kotak-surat/<str:key>/", mailbox.mailbox_letter, name="mailbox-letter"),
    path("", include("inovasi.records.urls")),
    path("", include("downloads.urls")),
    path("", include("notifications.urls")),
    path("", include("units.urls")),
    path("", include("workshops.urls")),
    path("", include("oioi.urls")),
    path("kelola/", admin.site.urls),
]

handler400 = "inovasi.errors.bad_request"
handler403 = "inovasi.errors.forbidden"
handler404 = "inovasi.errors.not_found"
handler429 = "inovasi.errors.too_many_requests"  # not Django's, but allauth looks here
handler500 = "inovasi.errors.server_error"

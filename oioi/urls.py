from django.urls import path

from oioi.views import board, reports, rules

urlpatterns = [
    path("oioi/", board.this_year, name="oioi"),
    path("oioi/<int:year>/", board.board, name="oioi-board"),
    path("oioi/<int:year>/unit/", board.unit_list, name="oioi-units"),
    path("oioi/<int:year>/unit/<unitcode:code>/", rules.exemption, name="oioi-exemption"),
    path("oioi/<int:year>/aturan/", rules.rules, name="oioi-rules"),
    path("oioi/<int:year>/aturan/salinan/", rules.copy, name="oioi-rules-copy"),
    path("oioi/<int:year>/pengingat/", rules.reminders, name="oioi-reminders"),
    path(
        "oioi/<int:year>/pengingat/<int:pk>/penghapusan/",
        rules.reminder_removal,
        name="oioi-reminder-removal",
    ),
    path("oioi/<int:year>/laporan/", reports.page, name="oioi-report"),
    path("oioi/<int:year>/laporan.pdf", reports.pdf_file, name="oioi-report-pdf"),
    path("oioi/<int:year>/laporan.xlsx", reports.xlsx_file, name="oioi-report-xlsx"),
]

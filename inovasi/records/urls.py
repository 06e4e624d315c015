from django.urls import path

from inovasi.records import views

urlpatterns = [
    path("buku-catatan/", views.ledger_page, name="ledger"),
    path("buku-catatan/pemeriksaan/", views.ledger_inspection, name="ledger-inspection"),
    path("buku-catatan/baris.csv", views.ledger_table, name="ledger-table"),
    path("buku-catatan/rantai.jsonl", views.ledger_chain, name="ledger-chain"),
    path("buku-catatan/verify_export.py", views.ledger_verifier, name="ledger-verifier"),
    path("riwayat/<slug:kind>/<int:pk>/", views.field_history, name="field-history"),
]

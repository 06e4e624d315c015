from django.urls import path

from judging.views import panels, results, sheets

urlpatterns = [
    path("penugasan/<slug:slug>/", panels.panel_page, name="panel"),
    path("penugasan/<slug:slug>/juri/", panels.panel_judge, name="panel-judge"),
    path(
        "penugasan/<slug:slug>/juri/<int:judge_pk>/",
        panels.panel_assignments,
        name="panel-assignments",
    ),
    path(
        "penugasan/<slug:slug>/penarikan/<int:pk>/",
        panels.assignment_withdrawal,
        name="assignment-withdrawal",
    ),
    path("penilaian/", sheets.assignment_list, name="assignments"),
    path("penilaian/<int:pk>/", sheets.score_sheet, name="score-sheet"),
    path(
        "penilaian/<int:pk>/tanda-tangan/",
        sheets.score_sheet_signature,
        name="score-sheet-signature",
    ),
    path("peringkat/<slug:slug>/", results.ranking_page, name="ranking"),
    path("peringkat/<slug:slug>/pengumuman/", results.publication_page, name="ranking-publication"),
    path("peringkat/<slug:slug>/usulan/<int:pk>/", results.ranking_entry, name="ranking-entry"),
    path("peringkat/<slug:slug>/berkas-lengkap/", results.full_bundle, name="ranking-bundle"),
    path("hasil/<slug:slug>/", results.results_page, name="results"),
    path("hasil/<slug:slug>/berkas/", results.results_bundle, name="results-bundle"),
    path("hasil/<slug:slug>/pemeriksa/", results.results_verifier, name="results-verifier"),
    path("hasil/<slug:slug>/usulan/<int:pk>/", results.result_feedback, name="result-feedback"),
]

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
    path("penilaian/", sheets.assignment_list, name="assignments"),
    path("penilaian/<int:pk>/", sheets.score_sheet, name="score-sheet"),
    path(
        "penilaian/<int:pk>/tanda-tangan/",
        sheets.score_sheet_signature,
        name="score-sheet-signature",
    ),
    path("peringkat/<slug:slug>/", results.ranking_page, name="ranking"),
    path("peringkat/<slug:slug>/pengumuman/", results.publication_page, name="ranking-publication"),
    path("hasil/<slug:slug>/", results.results_page, name="results"),
]

from django.urls import path

from judging.views import (
    conflicts,
    moderation,
    panels,
    people,
    planning,
    reopening,
    results,
    sheets,
)

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
    path(
        "penugasan/<slug:slug>/juri/<int:judge_pk>/pengakhiran/",
        panels.judge_dismissal,
        name="judge-dismissal",
    ),
    path("penugasan/<slug:slug>/matriks/", planning.matrix, name="panel-matrix"),
    path("penugasan/<slug:slug>/pembagian/", planning.plan, name="panel-plan"),
    path("penugasan/<slug:slug>/benturan/", conflicts.register, name="panel-conflicts"),
    path(
        "penugasan/<slug:slug>/benturan/<int:judge_pk>/<int:pk>/",
        conflicts.decision,
        name="panel-conflict",
    ),
    path("penugasan/<slug:slug>/lembar/<int:pk>/", reopening.panel_sheet, name="panel-sheet"),
    path("penugasan/<slug:slug>/pembahasan/", moderation.moderation_list, name="moderation-list"),
    path("penugasan/<slug:slug>/pembahasan/<int:pk>/", moderation.moderation, name="moderation"),
    path("penilaian/undangan/<int:pk>/", people.invitation, name="judge-invitation"),
    path("penilaian/undangan/<int:pk>/penolakan/", people.invitation_refusal, name="judge-refusal"),
    path("penilaian/pernyataan/", people.declarations, name="declarations"),
    path("penilaian/<int:pk>/benturan/", people.assignment_conflict, name="assignment-conflict"),
    path("penilaian/", sheets.assignment_list, name="assignments"),
    path("penilaian/<int:pk>/", sheets.score_sheet, name="score-sheet"),
    path(
        "penilaian/<int:pk>/tanda-tangan/",
        sheets.score_sheet_signature,
        name="score-sheet-signature",
    ),
    path("penilaian/<int:pk>/abstain/", sheets.abstention, name="abstention"),
    path("peringkat/<slug:slug>/", results.ranking_page, name="ranking"),
    path("peringkat/<slug:slug>/pengumuman/", results.publication_page, name="ranking-publication"),
    path("peringkat/<slug:slug>/usulan/<int:pk>/", results.ranking_entry, name="ranking-entry"),
    path("peringkat/<slug:slug>/berkas-lengkap/", results.full_bundle, name="ranking-bundle"),
    path("hasil/<slug:slug>/", results.results_page, name="results"),
    path("hasil/<slug:slug>/berkas/", results.results_bundle, name="results-bundle"),
    path("hasil/<slug:slug>/pemeriksa/", results.results_verifier, name="results-verifier"),
    path("hasil/<slug:slug>/usulan/<int:pk>/", results.result_feedback, name="result-feedback"),
]

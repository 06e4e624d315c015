from django.urls import path

from submissions.views import (
    checking,
    entries,
    evidence,
    exports,
    files,
    printing,
    readings,
    revisions,
    sections,
    team,
)

urlpatterns = [
    path("usulan/", entries.submission_list, name="submissions"),
    path("usulan/baru/<slug:slug>/", entries.submission_new, name="submission-new"),
    path("usulan/<int:pk>/", entries.submission_page, name="submission"),
    path("usulan/<int:pk>/kategori/", entries.submission_category, name="submission-category"),
    path("usulan/<int:pk>/pengajuan/", entries.submission_handover, name="submission-handover"),
    path("usulan/<int:pk>/tanda-terima/", entries.submission_receipt, name="submission-receipt"),
    path(
        "usulan/<int:pk>/tanda-terima/pdf/",
        entries.submission_receipt_pdf,
        name="submission-receipt-pdf",
    ),
    path("usulan/<int:pk>/penarikan/", entries.submission_withdrawal, name="submission-withdrawal"),
    path(
        "usulan/<int:pk>/bagian/<int:section_pk>/",
        sections.submission_section,
        name="submission-section",
    ),
    path(
        "usulan/<int:pk>/bagian/<int:section_pk>/riwayat/",
        revisions.submission_revisions,
        name="submission-revisions",
    ),
    path(
        "usulan/<int:pk>/bagian/<int:section_pk>/riwayat/<int:version>/",
        revisions.submission_revision,
        name="submission-revision",
    ),
    path(
        "usulan/<int:pk>/bagian/<int:section_pk>/bukti/",
        evidence.submission_evidence,
        name="submission-evidence",
    ),
    path(
        "usulan/<int:pk>/bukti/<int:evidence_pk>/",
        evidence.submission_evidence_row,
        name="submission-evidence-row",
    ),
    path("usulan/<int:pk>/tim/", team.submission_team, name="submission-team"),
    path(
        "usulan/<int:pk>/tim/<int:right_pk>/",
        team.submission_team_right,
        name="submission-team-right",
    ),
    path("usulan/<int:pk>/pembaca/", readings.submission_readings, name="submission-readings"),
    path("usulan/<int:pk>/cetak/", printing.submission_print, name="submission-print"),
    path("usulan/<int:pk>/usulan.pdf", printing.submission_pdf, name="submission-pdf"),
    path("usulan/masuk-lagi/", sections.signed_in_again, name="signed-in-again"),
    path(
        "usulan/<int:pk>/dokumen/<int:rule_pk>/",
        files.submission_document,
        name="submission-document",
    ),
    path("usulan/<int:pk>/video/", files.submission_video, name="submission-video"),
    path(
        "usulan/<int:pk>/video/teks/",
        files.submission_video_captions,
        name="submission-video-captions",
    ),
    path(
        "usulan/<int:pk>/video/tautan/", files.submission_video_link, name="submission-video-link"
    ),
    path(
        "usulan/<int:pk>/video/pengolahan/",
        files.submission_video_retry,
        name="submission-video-retry",
    ),
    path("usulan/<int:pk>/paket/", exports.submission_packet, name="submission-packet"),
    path("ekspor/", exports.export_page, name="exports"),
    path("ekspor/profil/", exports.export_profiles, name="export-profiles"),
    path("pemeriksaan/", checking.check_queue, name="checks"),
    path("pemeriksaan/lolos/", checking.check_pass_many, name="check-pass-many"),
    path("pemeriksaan/draf/", checking.check_drafts, name="check-drafts"),
    path("pemeriksaan/<int:pk>/", checking.check_page, name="check"),
    path("pemeriksaan/<int:pk>/persetujuan/", checking.check_second, name="check-second"),
    path("pemeriksaan/<int:pk>/terlambat/", checking.check_overdue, name="check-overdue"),
]

from django.urls import path, register_converter

from competitions.presentation.parts import KINDS
from competitions.views import changes, editions, files, previews, public, rows


class NounConverter:
    """The noun of a kind of row, such as `kelompok`."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ViewConverter(NounConverter):
    """Whose view of an edition is previewed."""

    regex = "unit|juri|publik"


register_converter(NounConverter, "noun")
register_converter(ViewConverter, "previewed")

EDITOR = "panitia/aturan/"
ONE = f"{EDITOR}<slug:slug>/"
ROW = f"{ONE}<noun:noun>/<int:pk>/"

urlpatterns = [
    # for everyone
    path("aturan/<slug:slug>/", public.rulebook, name="rulebook"),
    path("aturan/<slug:slug>/juknis/", public.guideline, name="rulebook-guideline"),
    path("aturan/<slug:slug>/contoh/<int:pk>/", public.template, name="rulebook-template"),
    path("aturan/<slug:slug>/lembar/<int:pk>.docx", public.sheet_docx, name="rulebook-sheet-docx"),
    path("aturan/<slug:slug>/lembar/<int:pk>.pdf", public.sheet_pdf, name="rulebook-sheet-pdf"),
    # the editor
    path(EDITOR, editions.edition_list, name="editions"),
    path("panitia/aturan-baru/", editions.edition_new, name="edition-new"),
    path(ONE, editions.overview, name="edition"),
    path(f"{ONE}pokok/", editions.edition_facts, name="edition-facts"),
    path(f"{ONE}jadwal/", editions.edition_phases, name="edition-phases"),
    path(f"{ONE}juknis/", files.guideline_file, name="edition-guideline"),
    path(f"{ONE}salinan/", editions.edition_copy, name="edition-copy"),
    path(f"{ONE}laporan-salinan/", editions.edition_copy_report, name="edition-copy-report"),
    path(f"{ONE}pembukaan/", editions.edition_opening, name="edition-opening"),
    path(f"{ONE}penghapusan/", editions.edition_removal, name="edition-removal"),
    path(f"{ONE}pratinjau/<previewed:view>/", previews.preview, name="edition-preview"),
    # its rows
    path(f"{ONE}<noun:noun>/", rows.part, name="edition-part"),
    path(f"{ONE}<noun:noun>/baru/", rows.row_new, name="edition-row-new"),
    path(f"{ONE}<noun:noun>/baru/<int:parent>/", rows.row_new, name="edition-row-new"),
    path(ROW, rows.row, name="edition-row"),
    path(f"{ROW}penghapusan/", rows.row_removal, name="edition-row-removal"),
    path(f"{ROW}urutan/", rows.row_order, name="edition-row-order"),
    path(f"{ONE}dokumen/<int:pk>/contoh/", files.template_file, name="edition-template"),
    # recorded changes
    path(f"{ONE}jadwal/<slug:kind>/", changes.phase_move, name="edition-phase-move"),
    path(f"{ONE}perpanjangan/", changes.extension, name="edition-extension"),
    path(f"{ONE}ralat/", changes.correction_list, name="edition-texts"),
    path(f"{ONE}ralat/<slug:address>/", changes.correction, name="edition-correction"),
    path(f"{ONE}berkas/", files.file_list, name="edition-files"),
    path(f"{ONE}berkas/<slug:address>/", files.file_replacement, name="edition-file"),
    path(f"{ONE}pembatalan/", changes.cancellation, name="edition-cancellation"),
]

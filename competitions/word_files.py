"""Is a Word file what it says it is, and does it do nothing by itself?"""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from uploads.children import look
from uploads.confinement import Allowance
from uploads.errors import Refused

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECONDS = 20.0
ALLOWANCE = Allowance(memory=768 * 1024 * 1024, cpu=15, file=1024 * 1024)
_CHILD = Path(__file__).with_name("docx_child.py")

SENTENCES = {
    "encrypted": gettext_lazy("Berkas Word ini dikunci dengan sandi. Hapus sandinya dulu."),
    "huge": gettext_lazy("Isi berkas Word ini terlalu besar bila dibuka. Perkecil gambarnya."),
    "other": gettext_lazy("Berkas ini bukan dokumen Word. Simpan dokumennya sebagai DOCX."),
    "polyglot": gettext_lazy(
        "Berkas ini memuat berkas lain di dalamnya. Simpan ulang dokumennya sebagai DOCX."
    ),
    "macro": gettext_lazy(
        "Berkas Word ini memuat makro atau objek aktif. Simpan sebagai DOCX tanpa makro."
    ),
    "linked": gettext_lazy(
        "Berkas Word ini memuat isi dari luar saat dibuka. Putuskan tautan templatnya dulu."
    ),
}


def check_docx(path: Path) -> str:
    """The content type when the file is a Word document without macros that opens.

    Its first bytes and a real parse in a confined child agree, or `Refused` says what is wrong.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _(
                "Berkas ini dokumen Word lama atau dikunci dengan sandi. "
                "Simpan sebagai DOCX tanpa sandi, lalu unggah lagi."
            )
        )
    if head.startswith(b"%PDF-"):
        raise Refused(_("Berkas ini PDF yang diberi nama DOCX. Beri akhiran .pdf."))
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(str(SENTENCES["other"]))
    said = look(_CHILD, path, allowance=ALLOWANCE, seconds=SECONDS)
    if said.startswith("pieces "):
        return DOCX_TYPE
    if said in SENTENCES:
        raise Refused(str(SENTENCES[said]))
    raise Refused(_("Berkas Word ini rusak dan tidak dapat dibuka. Simpan ulang sebagai DOCX."))

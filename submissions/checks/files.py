"""Documents and video: there, readable, within the rule."""

from collections.abc import Iterator, Sequence

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from competitions.machine_checks import MachineCheck
from competitions.models import DocumentRule, Section, VideoRule
from inovasi.lib.work import WorkState
from submissions.checks.facts import Facts
from submissions.checks.requirement import Requirement, State
from submissions.models import Attachment, Evidence, Video


def documents(facts: Facts) -> Iterator[Requirement]:
    for rule in facts.document_rules:
        state, note = _document(rule, facts.documents.get(rule.pk))
        place = ("document", rule.pk)
        yield Requirement(MachineCheck.DOCUMENTS, rule.title, state, note, place)


def _document(rule: DocumentRule, attached: Attachment | None) -> tuple[State, str]:
    if attached is not None:
        if attached.file.is_whole:
            return State.MET, _("Sudah dilampirkan.")
        return State.UNMET, _("Berkasnya tidak terbaca. Unggah sekali lagi.")
    if rule.is_required:
        return State.UNMET, _("Belum dilampirkan (PDF).")
    return State.MET, _("Tidak wajib.")


def evidence(facts: Facts) -> Iterator[Requirement]:
    """As many files as the section asks for, each readable."""
    for answer in facts.answers:
        section = answer.section
        if section.evidence_max_files:
            state, note = _evidence(section, facts.evidence.get(section.pk, ()))
            label = _("Bukti: %(section)s") % {"section": section}
            yield Requirement(MachineCheck.EVIDENCE, label, state, note, ("evidence", section.pk))


def _evidence(section: Section, rows: Sequence[Evidence]) -> tuple[State, str]:
    broken = [str(row) for row in rows if not row.file.is_whole]
    if broken:
        return State.UNMET, _("Tidak terbaca, unggah lagi: %(names)s.") % {
            "names": ", ".join(broken)
        }
    if len(rows) < section.evidence_min_files:
        return State.UNMET, _("%(count)d berkas; paling sedikit %(least)d.") % {
            "count": len(rows),
            "least": section.evidence_min_files,
        }
    if not rows:
        return State.MET, _("Tidak wajib.")
    return State.MET, _("%(count)d berkas.") % {"count": len(rows)}


def video(facts: Facts) -> Iterator[Requirement]:
    rule = facts.video_rule
    if rule is None:
        return
    state, note = _video(rule, facts.video)
    yield Requirement(MachineCheck.VIDEO, _("Video inovasi"), state, note, ("video", 0))


def _video(rule: VideoRule, current: Video | None) -> tuple[State, str]:
    if current is None:
        if rule.is_required:
            return State.UNMET, _("Belum diunggah.")
        return State.MET, _("Tidak wajib.")
    if current.link:
        return _link(rule)
    faults = [*_faults(rule, current)]
    if faults:
        return State.UNMET, " ".join(faults)
    if current.state == WorkState.FAILED:
        return State.WARNING, _("Sudah diunggah, tetapi salinan putarnya tidak berhasil dibuat.")
    return State.MET, _("Sudah diunggah.")


def _link(rule: VideoRule) -> tuple[State, str]:
    """The portal opens no links, so people have to."""
    if not rule.allows_link:
        return State.UNMET, _("Berupa tautan; kelompok ini meminta berkas video.")
    return State.WARNING, _("Berupa tautan. Pastikan siapa saja dapat membukanya.")


def _faults(rule: VideoRule, current: Video) -> Iterator[str]:
    """Rules may change after a video came in, so they are asked again each time."""
    if not current.original.is_whole:
        yield _("Berkasnya tidak terbaca. Unggah sekali lagi.")
    if current.seconds > rule.max_seconds:
        yield _("Terlalu panjang: %(found)d detik, paling lama %(limit)d.") % {
            "found": current.seconds,
            "limit": rule.max_seconds,
        }
    short_side = min(current.width, current.height)
    if rule.min_height and short_side < rule.min_height:
        yield _("Gambarnya terlalu kecil: %(found)d piksel, paling sedikit %(limit)d.") % {
            "found": short_side,
            "limit": rule.min_height,
        }
    if current.original.size > rule.max_bytes:
        yield _("Berkasnya terlalu besar: %(found)s, paling besar %(limit)s.") % {
            "found": filesizeformat(current.original.size),
            "limit": filesizeformat(rule.max_bytes),
        }

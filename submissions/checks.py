"""The one list of checks: shown while writing, enforced at submission, laid before panitia."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.models import Submission
from submissions.states import Status


@dataclass(frozen=True)
class Requirement:
    """One thing that an entry needs. `place` is where it is put right: (kind, id)."""

    label: str
    is_met: bool
    note: str
    place: tuple[str, int] | None = None


def requirements(submission: Submission) -> list[Requirement]:
    """Every check of the rulebook against the entry as it stands now."""
    return [
        *_answers(submission),
        *_documents(submission),
        *_video(submission),
        *_age(submission),
        *_quota(submission),
    ]


def missing(submission: Submission) -> list[Requirement]:
    """What still stands between the entry and its submission."""
    return [each for each in requirements(submission) if not each.is_met]


def _answers(submission: Submission) -> Iterator[Requirement]:
    for answer in submission.answers.select_related("section"):
        section, words = answer.section, answer.words
        if not words:
            note = _("Belum diisi.")
        elif answer.surplus:
            note = _("%(words)d dari %(limit)d kata: kurangi %(surplus)d kata.") % {
                "words": words,
                "limit": section.max_words,
                "surplus": answer.surplus,
            }
        else:
            note = _("%(words)d dari %(limit)d kata.") % {
                "words": words,
                "limit": section.max_words,
            }
        is_met = bool(words) and not answer.surplus
        yield Requirement(str(section), is_met, note, ("section", section.pk))


def _documents(submission: Submission) -> Iterator[Requirement]:
    current = set(submission.attachments.filter(replaced_at=None).values_list("rule_id", flat=True))
    for rule in submission.group.document_rules.all():
        attached = rule.pk in current
        if attached:
            note = _("Sudah dilampirkan.")
        elif rule.is_required:
            note = _("Belum dilampirkan (PDF).")
        else:
            note = _("Tidak wajib.")
        is_met = attached or not rule.is_required
        yield Requirement(rule.title, is_met, note, ("document", rule.pk))


def _video(submission: Submission) -> Iterator[Requirement]:
    rule = getattr(submission.group, "video_rule", None)
    if rule is None:
        return
    video = submission.current_video
    if video is None:
        note = _("Belum diunggah.") if rule.is_required else _("Tidak wajib.")
    else:
        note = _("Sudah diunggah.")
    is_met = video is not None or not rule.is_required
    yield Requirement(_("Video inovasi"), is_met, note, ("video", 0))


def _age(submission: Submission) -> Iterator[Requirement]:
    """Months of implementation, counted back from the closing of registration."""
    needed = submission.group.minimum_age_months
    closing = submission.edition.registration_closes_at
    if not needed or closing is None:
        return
    months = submission.innovation.months_applied(timezone.localdate(closing))
    if months is None:
        note = _("Inovasi belum diterapkan; isi tanggal penerapannya di halaman inovasi.")
    else:
        note = ngettext(
            "Sudah %(months)d bulan pada penutupan pengajuan; paling sedikit %(needed)d bulan.",
            "Sudah %(months)d bulan pada penutupan pengajuan; paling sedikit %(needed)d bulan.",
            months,
        ) % {"months": months, "needed": needed}
    is_met = months is not None and months >= needed
    yield Requirement(_("Usia penerapan"), is_met, note, ("innovation", submission.innovation_id))


def _quota(submission: Submission) -> Iterator[Requirement]:
    quota = submission.group.quota_per_unit
    if quota is None:
        return
    others = (
        Submission.objects.filter(group=submission.group, unit=submission.unit)
        .exclude(pk=submission.pk)
        .exclude(status=Status.DRAFT)
        .count()
    )
    note = _("%(others)d usulan lain dari unit ini sudah diajukan; jatahnya %(quota)d.") % {
        "others": others,
        "quota": quota,
    }
    yield Requirement(_("Jatah unit"), others < quota, note)

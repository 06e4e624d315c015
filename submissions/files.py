"""The files of an entry: who may send and read them, and what becomes of them.

`uploads` carries bytes and knows nothing of entries; these purposes tell it the rules.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import DocumentRule, VideoRule
from inovasi.lib.work import WorkState
from submissions import attachments, notices
from submissions.media import captions
from submissions.media.containers import NotAVideo, read_facts
from submissions.models import Attachment, Submission, Video
from submissions.permissions import may_read, may_write, takes_part
from units.models import User
from uploads.admission import check_pdf
from uploads.models import StoredFile
from uploads.purposes import Limits, MadeHere, NotYours, Purpose, Quota, Refused

CAPTION_EXTENSIONS = (".vtt", ".srt")
VIDEO_EXTENSIONS = (".mp4", ".m4v", ".mov", ".webm", ".mkv")


def document_target(submission: Submission, rule: DocumentRule) -> str:
    return f"{submission.pk}-{rule.pk}"


def find_submission(target: str) -> Submission:
    """The entry that a target names; `NotYours` when there is none."""
    try:
        return Submission.objects.select_related("edition", "group", "unit").get(
            pk=int(target.partition("-")[0])
        )
    except (ValueError, Submission.DoesNotExist):
        raise NotYours from None


class EntryFile(Purpose):
    """What every file of an entry has in common: its readers are the readers of the entry."""

    # A returned entry is asked about each time: upper apps say when its repair is over.
    rests_on = """
    (SELECT CASE entry.status WHEN 'draf' THEN concat(
        entry.xmin,
        ' member ', (SELECT xmin FROM units_membership
                     WHERE user_id = %(user)s AND unit_id = entry.unit_id),
        ' team ', (SELECT xmin FROM submissions_teamright
                   WHERE user_id = %(user)s AND submission_id = entry.id)) END
     FROM submissions_submission AS entry
     WHERE entry.id = split_part(upload.target, '-', 1)::bigint)
    """

    def check_write(self, user: User, target: str, at: datetime) -> None:
        submission = find_submission(target)
        verdict = may_write(user, submission, at)
        if verdict:
            return
        if not takes_part(user, submission):
            raise NotYours
        raise Refused(verdict.reason)

    def quotas(self, target: str) -> tuple[Quota, ...]:
        submission = find_submission(target)
        entry, unit = settings.QUOTA_ENTRY_BYTES, settings.QUOTA_UNIT_BYTES
        both = (
            Quota(
                f"entry-{submission.pk}",
                entry,
                _("Ruang berkas usulan ini (%(limit)s) sudah terpakai. Buang unggahan lain dulu.")
                % {"limit": filesizeformat(entry)},
            ),
            Quota(
                f"unit-{submission.unit_id}",
                unit,
                _("Ruang berkas unit Anda (%(limit)s) sudah terpakai. Hubungi panitia.")
                % {"limit": filesizeformat(unit)},
            ),
        )
        return tuple(quota for quota in both if quota.max_bytes)

    def may_read(self, user: User, file: StoredFile, at: datetime) -> bool:
        return may_read(user, find_submission(file.target), at)

    def infected(self, file: StoredFile, at: datetime) -> None:
        notices.file_infected(find_submission(file.target), file, at=at)

    def inline(self, file: StoredFile) -> bool:
        return True


class Document(EntryFile):
    name = "document"

    def limits(self, target: str) -> Limits:
        return Limits(
            self._rule(target).max_bytes, (".pdf",), str(_("Satu berkas PDF, tanpa kata sandi."))
        )

    def admit(self, path: Path, original_name: str, target: str) -> str:
        check_pdf(path)
        return "application/pdf"

    def standing(self, target: str) -> QuerySet[StoredFile]:
        current = Attachment.objects.filter(replaced_at=None, rule=self._rule(target))
        return of_rows(current.filter(submission=find_submission(target)).values("file"))

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        attachments.attach(find_submission(target), self._rule(target), file, user=user, at=at)

    def _rule(self, target: str) -> DocumentRule:
        submission = find_submission(target)
        try:
            return submission.group.document_rules.get(pk=int(target.partition("-")[2]))
        except (ValueError, DocumentRule.DoesNotExist):
            raise NotYours from None


class OriginalVideo(EntryFile):
    name = "video"

    def limits(self, target: str) -> Limits:
        rule = self._rule(target)
        minutes = rule.max_seconds // 60
        words = ngettext(
            "Berkas video, paling lama %(minutes)d menit.",
            "Berkas video, paling lama %(minutes)d menit.",
            minutes,
        ) % {"minutes": minutes}
        return Limits(rule.max_bytes, VIDEO_EXTENSIONS, words)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        try:
            facts = read_facts(path)
        except NotAVideo as error:
            raise Refused(str(error)) from error
        if not facts.audio_codec:
            raise Refused(_("Video ini tidak bersuara. Rekam atau simpan ulang bersama suaranya."))
        rule = self._rule(target)
        if facts.seconds > rule.max_seconds:
            raise Refused(
                _("Video terlalu panjang: %(found)s, paling lama %(limit)s. Potong dulu videonya.")
                % {"found": clock(facts.seconds), "limit": clock(rule.max_seconds)}
            )
        return facts.content_type

    def standing(self, target: str) -> QuerySet[StoredFile]:
        current = find_submission(target).videos.filter(replaced_at=None)
        return of_rows(current.exclude(state=WorkState.FAILED).values("original"))

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        with file.local() as path:
            facts = read_facts(path)
        attachments.attach_video(find_submission(target), file, facts, user=user, at=at)

    def inline(self, file: StoredFile) -> bool:
        return False

    def rests(self, file: StoredFile) -> bool:
        return not Video.objects.at_work().filter(original=file).exists()

    def _rule(self, target: str) -> VideoRule:
        rule = getattr(find_submission(target).group, "video_rule", None)
        if rule is None:
            raise NotYours
        return rule


class Captions(EntryFile):
    """Text of what is said, to read along; rewritten as WebVTT, so nothing else gets in."""

    name = "captions"

    def limits(self, target: str) -> Limits:
        find_submission(target)
        words = _("Berkas .srt atau .vtt, misalnya dari YouTube Studio atau CapCut.")
        return Limits(captions.MAX_BYTES, CAPTION_EXTENSIONS, words)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        try:
            path.write_bytes(captions.to_webvtt(path.read_bytes()))
        except captions.NotCaptions as error:
            raise Refused(str(error)) from error
        return "text/vtt"

    def standing(self, target: str) -> QuerySet[StoredFile]:
        current = find_submission(target).videos.filter(replaced_at=None)
        return of_rows(current.values("captions"))

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        attachments.attach_captions(find_submission(target), file, user=user, at=at)


class Derived(MadeHere, EntryFile):
    """A file that a worker made from the original."""


class PlayableCopy(Derived):
    name = "playable"

    def rests(self, file: StoredFile) -> bool:
        return not Video.objects.at_work().filter(playable=file).exists()


class SmallCopy(Derived):
    name = "small"


class Poster(Derived):
    name = "poster"


def of_rows(ids: QuerySet[Any]) -> QuerySet[StoredFile]:
    """The files that rows of ours name."""
    return StoredFile.objects.filter(pk__in=ids)


def clock(seconds: float) -> str:
    """Minutes and seconds, such as 5.07."""
    whole = round(seconds)
    return f"{whole // 60}.{whole % 60:02d}"


PURPOSES = (Document(), OriginalVideo(), Captions(), PlayableCopy(), SmallCopy(), Poster())

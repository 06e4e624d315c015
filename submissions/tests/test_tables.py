"""What must never stand in the tables of entries is refused by PostgreSQL itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import FILM, enter, make_innovation, stored
from submissions import attachments
from submissions.models import (
    Answer,
    Attachment,
    Check,
    Finding,
    Snapshot,
    Submission,
    Video,
)
from submissions.states import Status
from submissions.tests.test_checking import RETURN, decide


def refused(constraint: str, deed: Callable[[], object]) -> None:
    """The deed breaks exactly this constraint of the table."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        deed()
    assert caught.value.__cause__.diag.constraint_name == constraint


def change(row, **values: object) -> Callable[[], object]:
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)


def copy_of(row, **values: object) -> Callable[[], object]:
    """The same row once more, under an id of its own."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    return lambda: type(row).objects.create(
        **{f.attname: getattr(row, f.attname) for f in fields} | values
    )


@pytest.fixture
def second(submitted, owner, unit, edition) -> Submission:
    """Another draft of the unit."""
    return enter(make_innovation(owner, unit, "Lain"), edition, owner)


def test_an_innovation_enters_an_edition_once(submission):
    refused("innovation_enters_once", copy_of(submission))


def test_a_number_is_given_once_in_an_edition(submitted, second):
    refused("submission_number_once", change(second, sequence=submitted.sequence))


@pytest.mark.parametrize("missing", ["sequence", "submitted_at"])
@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_what_was_handed_in_keeps_number_and_time(status, missing, submitted, at):
    values = {"status": status, "repair_due_at": at, missing: None}

    refused("handed_in_has_number_and_time", change(submitted, **values))


def test_what_is_returned_has_a_due_date(submitted):
    refused("returned_has_a_due_date", change(submitted, status=Status.RETURNED))


def test_a_status_by_raw_sql_meets_the_same_wall(submission):
    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE submissions_submission SET status = 'lolos' WHERE id = %s", [submission.pk]
            )

    refused("handed_in_has_number_and_time", by_hand)


def test_a_section_has_one_answer(submission):
    refused("answer_once", copy_of(Answer.objects.filter(submission=submission).first()))


def test_a_rule_has_one_current_document(submitted, owner):
    current = Attachment.objects.filter(submission=submitted).first()
    other = stored("document", "x", owner, b"%PDF-1.7", "application/pdf")

    refused("one_current_document_per_rule", copy_of(current, file_id=other.pk))
    copy_of(current, file_id=other.pk, replaced_at=current.added_at)()


def test_an_entry_has_one_current_video(submitted, owner):
    other = stored("video", "x", owner, b"film", "video/mp4")
    current = submitted.current_video

    refused("one_current_video", copy_of(current, original_id=other.pk))
    copy_of(current, original_id=other.pk, replaced_at=current.added_at)()


def test_a_ready_video_can_be_played(submission, owner, at):
    file = stored("video", str(submission.pk), owner, b"film", "video/mp4")
    video = attachments.attach_video(submission, file, FILM, user=owner, at=at)

    refused("ready_video_can_be_played", change(video, state="selesai"))
    assert Video.objects.get().state == "menunggu"


def test_a_video_is_a_file_or_a_link(submission, owner, at):
    file = stored("video", str(submission.pk), owner, b"film", "video/mp4")
    video = attachments.attach_video(submission, file, FILM, user=owner, at=at)

    refused("video_is_a_file_or_a_link", change(video, link="https://youtu.be/abc"))
    refused("video_is_a_file_or_a_link", change(video, original=None))


def test_a_revision_is_frozen_once(submitted):
    refused("snapshot_revision_once", copy_of(Snapshot.objects.get()))


@pytest.fixture
def check(submitted, committee, at) -> Check:
    return decide(submitted, committee, at, RETURN, note="Perbaiki judul.", flawed=True)


@pytest.mark.parametrize("decision", ["perbaikan", "gugur"])
def test_a_refusal_has_a_reason(decision, check):
    refused("refusal_has_a_reason", change(check, decision=decision, note=""))


@pytest.mark.parametrize("days", [0, -1])
def test_a_repair_is_due_after_the_decision(days, check):
    due = check.decided_at + timedelta(days=days)

    refused("repair_has_a_due_date", change(check, repair_due_at=due))


def test_an_item_is_found_once_in_a_check(check):
    refused("finding_once", copy_of(Finding.objects.filter(check_done=check).first()))


def test_a_revision_is_decided_once(check):
    refused("decided_once", copy_of(check))


def test_a_revision_fails_once_unless_the_fail_was_not_upheld(check, committee, person, at):
    values = {"decision": "gugur", "repair_due_at": None}
    fail = Check.objects.get(pk=copy_of(check, **values)().pk)

    refused("failed_once", copy_of(fail))
    change(fail, is_upheld=False, seconded_by=person("Second"), seconded_at=at)()
    copy_of(fail)()


def test_a_second_opinion_is_whole_and_somebody_elses(check, committee, owner, at):
    fail = copy_of(check, decision="gugur", repair_due_at=None)()

    refused("second_opinion_is_whole", change(fail, is_upheld=True))
    refused("second_opinion_is_whole", change(fail, is_upheld=True, seconded_by=owner))
    whole = {"is_upheld": True, "seconded_by": committee, "seconded_at": at}
    refused("second_is_somebody_else", change(fail, **whole))


def test_every_constraint_of_these_tables_is_tried_here():
    names = {
        constraint.name
        for model in (Submission, Answer, Attachment, Video, Snapshot, Check, Finding)
        for constraint in model._meta.constraints
    }
    with open(__file__) as own:
        text = own.read()

    assert {name for name in names if f'"{name}"' not in text} == set()

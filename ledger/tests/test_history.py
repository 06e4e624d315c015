"""The history of fields: triggers write it for every way of changing a row, nobody undoes it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from conftest import AT, complete
from inovasi.lib.invariants import broken
from judging.models import ScoreSheet
from judging.tests.conftest import *  # noqa: F403 - the cast of the judging
from ledger.history import acting
from ledger.models import Change
from submissions.models import Answer, Video
from submissions.writing import save_answer

WATCHED = {
    "competitions": "Edition Phase Group Category Section DocumentRule VideoRule CheckItem Stage"
    " Criterion RubricBand",
    "submissions": "Submission Answer Attachment Evidence Video",
    "judging": "Panel Judge Judge_categories Judge_former_units Assignment ScoreSheet Score"
    " Override Shortlist Place",
}
TRIGGERS = """
SELECT tgrelid::regclass::text, count(*) FROM pg_trigger
WHERE tgname IN ('ledger_watch_row', 'ledger_watch_all') GROUP BY 1
"""


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def last(row: object) -> Change:
    return Change.objects.of(row).last()


@pytest.fixture
def answer(submission) -> Answer:
    return submission.answers.first()


def test_every_table_that_should_be_is_watched(db):
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        found = dict(cursor.fetchall())

    assert found == {
        apps.get_model(app, name)._meta.db_table: 2
        for app, names in WATCHED.items()
        for name in names.split()
    }


def test_a_row_leaves_a_line_when_it_comes_changes_and_goes(answer):
    Answer.objects.filter(pk=answer.pk).update(text="Perahu")
    Answer.objects.filter(pk=answer.pk).delete()
    made, changed, gone = Change.objects.of(answer)

    assert (made.operation, changed.operation, gone.operation) == ("INSERT", "UPDATE", "DELETE")
    assert made.before is None
    assert made.after["submission_id"] == answer.submission_id
    assert (changed.before, changed.after) == ({"text": ""}, {"text": "Perahu"})
    assert gone.before["text"] == "Perahu"
    assert gone.after is None


def test_the_deed_of_saving_names_text_writer_and_version(answer, owner):
    save_answer(answer.submission, answer.section, text="Naik", version=0, user=owner, at=AT)
    after = last(answer).after

    assert after.keys() == {"text", "version", "changed_by_id", "changed_at"}
    assert after["text"] == "Naik"


def test_a_bulk_update_leaves_a_line_for_each_row(submission):
    number = submission.answers.update(text="Serentak")
    lines = Change.objects.filter(table="submissions_answer", operation="UPDATE")

    assert lines.count() == number > 1
    assert lines.values("transaction").distinct().count() == 1


def test_a_bulk_update_of_objects_leaves_a_line_for_each_row(submission):
    answers = list(submission.answers.all())
    for place, each in enumerate(answers):
        each.text = f"Bagian {place}"
    Answer.objects.bulk_update(answers, ["text"])

    assert [last(each).after for each in answers] == [{"text": each.text} for each in answers]


def test_raw_sql_leaves_a_line_of_nobody(submission):
    run("UPDATE submissions_submission SET status = status, title = %s", "Diam-diam")
    line = last(submission)

    assert (line.after, line.actor) == ({"title": "Diam-diam"}, None)


def test_nothing_is_written_when_nothing_changed(submission):
    before = Change.objects.count()
    run("UPDATE submissions_answer SET text = text, version = version")
    submission.save()

    assert Change.objects.count() == before


def test_what_is_undone_leaves_nothing(answer):
    before = Change.objects.count()
    with transaction.atomic():
        Answer.objects.update(text="Batal")
        transaction.set_rollback(True)

    assert Change.objects.count() == before


def test_a_private_note_stands_in_no_history(assignment):
    sheet = ScoreSheet.objects.create(assignment=assignment, private_note="Rahasia", saved_at=AT)
    lines = Change.objects.of(ScoreSheet(pk=sheet.pk))
    ScoreSheet.objects.update(private_note="Rahasia lain")
    ScoreSheet.objects.update(private_note="Rahasia lagi", panel_note="Untuk tim")
    sheet.delete()
    made, changed, gone = lines

    assert changed.after == {"panel_note": "Untuk tim"}
    assert not [line for line in (made, changed, gone) if "ahasia" in str(vars(line))]


def test_what_ticks_while_a_worker_works_is_left_out(submission, owner):
    complete(submission, owner)
    video = Video.objects.get()
    before = Change.objects.of(video).count()
    Video.objects.update(attempts=2, lease_until=AT, last_error="putus")
    Video.objects.update(attempts=3, seconds=9)

    assert Change.objects.of(video).count() == before + 1
    assert last(video).after.keys() == {"seconds"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_change SET after = NULL",
        "UPDATE ledger_change SET actor = 1",
        "DELETE FROM ledger_change",
    ],
)
def test_the_history_refuses_changes(answer, statement):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        run(statement)


def test_the_history_refuses_to_be_emptied(answer):
    """The tests switch this one off, because they empty the database between them."""
    run("ALTER TABLE ledger_change ENABLE TRIGGER ledger_keep_all")

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        run("TRUNCATE ledger_change")


@pytest.mark.django_db(transaction=True)
def test_emptying_a_table_leaves_a_line():
    run("TRUNCATE judging_override")
    line = Change.objects.get(table="judging_override")

    assert (line.operation, line.row, line.before, line.after) == ("TRUNCATE", None, None, None)


def test_a_trigger_that_is_switched_off_is_found(db):
    run("ALTER TABLE submissions_answer DISABLE TRIGGER ledger_watch_row")

    (found,) = broken()
    assert found.name == "history_is_watched"
    assert found.places == ["submissions_answer: pemicu ledger_watch_row dimatikan."]


# --- who ------------------------------------------------------------------------------------


def test_what_a_page_changes_names_who_is_signed_in(answer, owner, sign_in):
    address = reverse("submission-section", args=[answer.submission_id, answer.section_id])
    answer_of = sign_in(owner).post(address, {"text": "Dari halaman", "version": 0})

    assert answer_of.status_code in (200, 302)
    line = last(answer)
    assert (line.after["text"], line.actor) == ("Dari halaman", owner.pk)


def test_a_name_survives_a_rollback_and_ends_with_its_block(submission, owner):
    with acting(lambda: owner.pk):
        with transaction.atomic():
            submission.answers.update(text="Batal")
            transaction.set_rollback(True)
        submission.answers.update(text="Ditulis")
    submission.answers.update(text="Portal sendiri")
    _made, written, later = Change.objects.of(submission.answers.first())

    assert (written.after["text"], written.actor) == ("Ditulis", owner.pk)
    assert (later.after["text"], later.actor) == ("Portal sendiri", None)


def test_words_in_a_text_name_nobody(answer):
    Answer.objects.filter(pk=answer.pk).update(text="/* actor=1 */")

    assert last(answer).actor is None


def test_hands_at_the_database_can_name_themselves(answer, owner):
    run("SELECT set_config('portal.actor', %s, true)", str(owner.pk))
    run("UPDATE submissions_answer SET text = 'Diperbaiki'")

    assert last(answer).actor == owner.pk

"""The history of fields: triggers write it for every way of changing a row, nobody undoes it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from conftest import AT, complete
from inovasi.lib.invariants import broken
from judging.models import ScoreSheet
from judging.tests.conftest import *  # noqa: F403 - the cast of the judging
from ledger.history import acting, watched
from ledger.invariants import history_is_watched
from ledger.models import Change
from submissions.models import Answer, Video
from submissions.writing import save_answer

EVENTS = "is itself a history: only ever added to, beside a line of the ledger"
ITS_OWN = "the record itself: only ever added to, by its own trigger"
WORKERS = "rows that workers claim: what they do stands in their states and errors"
LISTS = "a list that comes with a migration and that no page changes"
SIGNING_IN = "allauth's, with secrets or addresses of browsers; letters and the log tell of changes"
DJANGO = "Django's own bookkeeping"
EXCUSED = {
    "ledger.Line": ITS_OWN,
    "ledger.Change": ITS_OWN,
    "competitions.RuleChange": EVENTS,
    "innovations.Revision": EVENTS,
    "judging.SheetEvent": EVENTS,
    "notifications.Mailing": EVENTS,
    "oioi.DutyEvent": EVENTS,
    "submissions.AnswerRevision": EVENTS,
    "submissions.Event": EVENTS,
    "units.ImportRun": "the sheet as it was read; what it did stands in `UnitEvent`, row by row",
    "units.PersonEvent": EVENTS,
    "units.UnitEvent": EVENTS,
    "downloads.Order": WORKERS,
    "notifications.Message": WORKERS,
    "uploads.Move": WORKERS,
    "uploads.Scan": WORKERS,
    "uploads.Upload": WORKERS,
    "uploads.StoredFile": "written once; its bytes are held by the hash that other rows name",
    "notifications.Reminder": "says that a letter was sent, which stands in the outbox",
    "notifications.Preference": "how somebody wants their letters; decides nothing",
    "innovations.Affair": LISTS,
    "innovations.Sdg": LISTS,
    "account.EmailAddress": SIGNING_IN,
    "account.EmailConfirmation": SIGNING_IN,
    "mfa.Authenticator": SIGNING_IN,
    "usersessions.UserSession": SIGNING_IN,
    "admin.LogEntry": DJANGO,
    "auth.Group": "the names of roles, which the code knows; who has one is watched",
    "auth.Group_permissions": "permissions of Django, which no door of the portal asks",
    "auth.Permission": DJANGO,
    "contenttypes.ContentType": DJANGO,
    "sessions.Session": DJANGO,
}
"""Every model that is not watched, and why not."""


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def last(row: object) -> Change:
    return Change.objects.of(row).last()


@pytest.fixture
def answer(submission) -> Answer:
    return submission.answers.first()


def test_every_model_is_watched_or_excused():
    """A new model begins its history in a migration of its app, or says here why it has none."""
    models = {
        model._meta.db_table: model._meta.label
        for model in apps.get_models(include_auto_created=True)
    }
    kept = set(watched())

    assert kept <= models.keys()
    assert {label for table, label in models.items() if table not in kept} == EXCUSED.keys()


@pytest.mark.parametrize("table", sorted(watched()))
def test_every_watched_table_can_leave_a_line(table):
    """It has a number as its key, and what is left out is a column of it."""
    (model,) = (m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)

    assert model._meta.pk.column == "id"
    assert model._meta.pk.get_internal_type() in {"AutoField", "BigAutoField"}
    assert set(watched()[table]) <= {field.column for field in model._meta.concrete_fields}


def test_the_triggers_stand_as_the_migrations_made_them(db):
    assert list(history_is_watched()) == []


def test_a_session_that_calls_itself_a_replica_is_watched_as_well(answer):
    run("SET LOCAL session_replication_role = 'replica'")
    run("UPDATE submissions_answer SET text = 'Diam-diam' WHERE id = %s", answer.pk)

    assert last(answer).after == {"text": "Diam-diam"}
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        run("DELETE FROM ledger_change")


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
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        run("TRUNCATE ledger_change")


@pytest.mark.django_db(transaction=True)
def test_emptying_a_table_leaves_a_line():
    run("TRUNCATE judging_override")
    line = Change.objects.get(table="judging_override")

    assert (line.operation, line.row, line.before, line.after) == ("TRUNCATE", None, None, None)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        (
            "ALTER TABLE submissions_answer DISABLE TRIGGER ledger_watch_row",
            "submissions_answer: pemicu ledger_watch_row dimatikan.",
        ),
        (
            "ALTER TABLE submissions_answer ENABLE TRIGGER ledger_watch_row",
            "submissions_answer: pemicu ledger_watch_row dimatikan.",
        ),
        (
            "DROP TRIGGER ledger_watch_all ON judging_score",
            "judging_score: pemicu ledger_watch_all hilang.",
        ),
        (
            "DROP TRIGGER ledger_keep_line ON ledger_line",
            "ledger_line: pemicu ledger_keep_line hilang.",
        ),
        (
            "DROP TRIGGER ledger_watch_row ON judging_score;"
            "CREATE TRIGGER ledger_watch_row AFTER INSERT OR UPDATE OR DELETE ON judging_score"
            " FOR EACH ROW WHEN (pg_trigger_depth() > 9) EXECUTE FUNCTION ledger_watch();"
            "ALTER TABLE judging_score ENABLE ALWAYS TRIGGER ledger_watch_row",
            "judging_score: pemicu ledger_watch_row diubah.",
        ),
        (
            "DROP TRIGGER ledger_watch_row ON judging_score;"
            "CREATE TRIGGER ledger_watch_row AFTER INSERT OR UPDATE OR DELETE ON judging_score"
            " FOR EACH ROW EXECUTE FUNCTION ledger_watch('value');"
            "ALTER TABLE judging_score ENABLE ALWAYS TRIGGER ledger_watch_row",
            "judging_score: pemicu ledger_watch_row diubah.",
        ),
        (
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RETURN NEW; END'",
            "Fungsi ledger_refuse diubah atau hilang.",
        ),
    ],
)
def test_a_trigger_that_sleeps_is_gone_or_was_changed_is_found(db, statement, place):
    run(statement)

    (found,) = broken()
    assert found.name == "history_is_watched"
    assert found.places == [place]


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

"""The pages of what rows held before: for panitia all, for a unit its own entry without judging."""

import pytest
from django.db import connection
from django.urls import reverse

from conftest import AT, complete
from inovasi.records.columns import COLUMNS, TABLES, has_words
from inovasi.records.fields import shortened
from inovasi.records.kinds import KINDS
from judging.tests.conftest import *  # noqa: F403 - the cast of the judging
from ledger.history import watched
from submissions.models import TeamRight
from submissions.team import give_right, take_right
from submissions.writing import save_answer


@pytest.fixture
def answer(submission, owner):
    answer = submission.answers.select_related("section").first()
    save_answer(submission, answer.section, text="Perahu kayu", version=0, user=owner, at=AT)
    return answer


def page_of(browser, kind: str, pk: int, status: int = 200, **asked: object):
    answer = browser.get(reverse("field-history", args=[kind, pk]), asked)
    assert answer.status_code == status
    return answer


def told(answer) -> list[tuple[str, str, str]]:
    return [(line.what, line.operation, line.actor) for line in answer.context["lines"]]


# --- which ----------------------------------------------------------------------------------


def test_every_watched_table_is_told_on_some_page():
    shown = {part.model._meta.db_table for kind in KINDS.values() for part in kind.parts}

    assert shown == set(watched())


def test_every_table_and_column_has_words():
    """Of the model, or in `columns.py`; nobody reads `second_note`."""
    models = {part.model for kind in KINDS.values() for part in kind.parts}
    without = [
        f"{model._meta.label_lower}.{field.attname}"
        for model in models
        for field in model._meta.concrete_fields
        if field.attname not in {"id", *watched()[model._meta.db_table]}
        and not has_words(field)
        and field.attname not in COLUMNS
        # What ticks while a worker works, and keys against double clicks, are never kept.
    ]
    nameless = [
        model._meta.label_lower
        for model in models
        if model._meta.label_lower not in TABLES
        and str(model._meta.verbose_name).replace(" ", "") == model._meta.model_name
        and model._meta.label_lower not in {"units.unit"}
    ]

    assert without == []
    assert nameless == []


def test_a_row_that_was_deleted_stays_on_its_page(submission, owner, stranger, sign_in):
    right = give_right(
        submission, email=stranger.email, level=TeamRight.Level.SUBMIT, user=owner, at=AT
    )
    take_right(right, user=owner, at=AT)
    lines = told(page_of(sign_in(owner), "usulan", submission.pk))

    assert [line[1] for line in lines if line[0].endswith(str(stranger))] == ["dihapus", "dibuat"]


def test_rows_of_other_objects_stand_on_no_page(answer, innovation, edition, owner, sign_in):
    lines = page_of(sign_in(owner), "usulan", answer.submission_id).context["page"].object_list
    answers = {line.row for line in lines if line.table == "submissions_answer"}

    assert answers == set(answer.submission.answers.values_list("pk", flat=True))


# --- words ----------------------------------------------------------------------------------


def test_it_says_who_when_and_what_became_what(answer, owner, sign_in):
    browser = sign_in(owner)
    address = reverse("submission-section", args=[answer.submission_id, answer.section_id])
    browser.post(address, {"text": "Perahu besi", "version": 1})
    page = page_of(browser, "usulan", answer.submission_id)
    line = page.context["lines"][0]
    columns = {column.name: (column.before, column.after) for column in line.columns}

    assert (line.what, line.operation) == (f"Jawaban: {answer.section}", "diubah")
    assert line.actor == owner.full_name
    assert columns["isi"] == ("Perahu kayu", "Perahu besi")
    assert columns["versi"] == ("1", "2")
    assert "<del>Perahu kayu</del>" in page.content.decode()


def test_choices_persons_dates_and_flags_are_words(submission, owner, committee, sign_in):
    complete(submission, owner)
    lines = page_of(sign_in(owner), "usulan", submission.pk).context["lines"]
    columns = {column.name: column.after for line in lines for column in line.columns}

    assert columns["keadaan"] == "Draf"
    assert columns["dibuat oleh"] == owner.full_name
    assert columns["dibuat pada"] == "Senin, 2 Maret 2026 pukul 10.00 WITA"
    assert columns["berkas"].endswith(".bin")


def test_what_was_changed_past_every_page_is_told_without_a_name(answer, owner, sign_in):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE submissions_answer SET text = '<b>x' WHERE id = %s", [answer.pk])
    page = page_of(sign_in(owner), "usulan", answer.submission_id)

    assert page.context["lines"][0].actor == "Portal atau pengelola basis data"
    assert "<ins>&lt;b&gt;x</ins>" in page.content.decode()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("pendek", "beda", ("pendek", "beda")),
        ("a" * 200 + "x" + "b" * 200, "a" * 200 + "y" + "b" * 200, ("… aaa", "… aaa")),
        ("", "a" * 200, ("", "a" * 160 + " …")),
        ("a" * 200, "a" * 200 + "z", ("… " + "a" * 40, "… " + "a" * 40 + "z")),
        ("a" * 300, "a" * 200, ("… " + "a" * 140, "… " + "a" * 40)),
    ],
)
def test_long_texts_are_shown_around_their_difference(before, after, shown):
    found = shortened(before, after)

    assert [text.startswith(start) for text, start in zip(found, shown, strict=True)] == [True] * 2
    assert all(len(text) <= 164 for text in found)
    if before[200:201] == "x":
        assert ("x" in found[0], "y" in found[1]) == (True, True)


def test_many_lines_come_by_pages_with_the_same_number_of_queries(
    answer, owner, sign_in, django_assert_max_num_queries
):
    for number in range(60):
        type(answer).objects.filter(pk=answer.pk).update(text=f"Isi {number}")
    browser = sign_in(owner)

    with django_assert_max_num_queries(45):
        first = page_of(browser, "usulan", answer.submission_id)
    assert len(first.context["lines"]) == 50
    assert page_of(browser, "usulan", answer.submission_id, halaman=2).context["lines"]


# --- who ------------------------------------------------------------------------------------


def test_a_unit_reads_its_own_entry_and_no_other(answer, owner, stranger, sign_in):
    page_of(sign_in(owner), "usulan", answer.submission_id)
    page_of(sign_in(stranger), "usulan", answer.submission_id, 404)


def test_a_draft_is_closed_to_panitia_until_it_is_handed_in(answer, committee, sign_in):
    page_of(sign_in(committee), "usulan", answer.submission_id, 404)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"usulan", "inovasi"}))
def test_the_other_pages_are_for_panitia(kind, owner, assignment, sign_in):
    for pk in (1, assignment.pk, owner.pk):
        page_of(sign_in(owner), kind, pk, 404)


def test_a_unit_learns_nothing_of_checks_conflicts_and_judges(
    assignment, owner, committee, judge, sign_in
):
    entry = assignment.submission
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.actor = %s", [str(judge.user_id)])
        cursor.execute("UPDATE submissions_submission SET title = 'X' WHERE id = %s", [entry.pk])
    page = page_of(sign_in(owner), "usulan", entry.pk)

    assert told(page)[0] == ("Usulan", "diubah", "Juri")
    assert judge.user.full_name not in page.content.decode()
    assert not [line for line in told(page) if line[0].startswith(("Pemeriksaan", "Benturan"))]
    seen = page_of(sign_in(committee), "usulan", entry.pk)
    assert told(seen)[0][2] == judge.user.full_name
    assert [line for line in told(seen) if line[0] == "Pemeriksaan"]


def test_panitia_who_still_scores_reads_no_scores(assignment, committee, judge, sign_in):
    page_of(sign_in(committee), "penugasan", assignment.pk)
    page_of(sign_in(committee), "hasil", assignment.submission.edition_id)
    type(judge).objects.filter(pk=judge.pk).update(user=committee)

    page_of(sign_in(committee), "penugasan", assignment.pk, 403)
    page_of(sign_in(committee), "hasil", assignment.submission.edition_id, 403)


def test_an_unknown_kind_or_object_is_not_there(committee, sign_in):
    page_of(sign_in(committee), "apa", 1, 404)
    page_of(sign_in(committee), "unit", 10**9, 404)

"""The history of a section: coalesced, comparable, and nothing in it is ever overwritten."""

from datetime import timedelta

import pytest

from inovasi.lib.verdict import Refused, Stale
from submissions import writing

MINUTE = timedelta(minutes=1)


@pytest.fixture
def section(submission):
    return submission.group.sections.first()


@pytest.fixture
def path(submission, section):
    return f"/usulan/{submission.pk}/bagian/{section.pk}/riwayat/"


@pytest.fixture
def save(submission, section):
    def deed(user, text: str, at, section=section):
        version = submission.answers.get(section=section).version
        return writing.save_answer(
            submission, section, text=text, version=version, user=user, at=at
        )

    return deed


@pytest.fixture
def history(submission, section):
    def lines() -> list[str]:
        answer = submission.answers.get(section=section)
        return list(answer.revisions.order_by("version").values_list("text", flat=True))

    return lines


def test_the_saves_of_one_person_within_ten_minutes_are_one_line(save, history, owner, at):
    for number in range(8):
        save(owner, "kata " * (number + 1), at + number * MINUTE)

    assert history() == ["kata " * 8]


def test_ten_minutes_later_and_for_another_person_a_new_line_begins(
    save, history, owner, team_mate, at
):
    save(owner, "satu", at)
    save(team_mate, "satu dua", at + MINUTE)
    save(owner, "satu dua tiga", at + 2 * MINUTE)
    save(owner, "satu dua tiga empat", at + 12 * MINUTE)

    assert history() == ["satu", "satu dua", "satu dua tiga", "satu dua tiga empat"]


def test_a_text_that_was_deleted_by_mistake_is_still_there(save, history, owner, at):
    save(owner, "kata " * 200, at)
    for left in range(190, -1, -10):
        save(owner, "kata " * left, at + MINUTE)

    assert "kata " * 200 in history()[0] + "kata " * 40, "at most 200 letters of it are gone"
    assert len(history()[0]) >= 800
    assert history()[-1] == ""


def test_restoring_makes_a_new_version_and_keeps_what_it_replaces(
    save, history, submission, section, owner, at
):
    save(owner, "Lama", at)
    save(owner, "Baru", at + 20 * MINUTE)
    answer = submission.answers.get(section=section)
    first = answer.revisions.get(version=1)

    writing.restore(first, version=answer.version, user=owner, at=at + 21 * MINUTE)

    answer.refresh_from_db()
    assert (answer.text, answer.version) == ("Lama", 3)
    assert history() == ["Lama", "Baru", "Lama"]
    assert answer.revisions.first().restored_version == 1


def test_restoring_past_a_faster_team_mate_is_refused(
    save, submission, section, owner, team_mate, at
):
    save(owner, "Lama", at)
    first = submission.answers.get(section=section).revisions.get()
    save(team_mate, "Baru", at)

    with pytest.raises(Stale):
        writing.restore(first, version=1, user=owner, at=at)


def test_after_submission_nothing_is_restored(submitted, owner, at):
    revision = submitted.answers.first().revisions.get()
    with pytest.raises(Refused, match="tidak dapat diubah"):
        writing.restore(revision, version=1, user=owner, at=at)


def test_the_page_marks_what_changed_and_takes_an_earlier_text_again(
    path, save, history, owner, sign_in, at
):
    save(owner, "Bidan naik perahu kecil.", at)
    save(owner, "Bidan naik perahu <besar>.", at + 20 * MINUTE)
    browser = sign_in(owner)

    page = browser.get(path).text
    back = browser.post(f"{path}1/", {"version": 2}, follow=True).text

    assert "Bidan naik perahu <del>kecil.</del><ins>&lt;besar&gt;.</ins>" in page
    assert "Versi 1 dipakai lagi" in back
    assert "Bidan naik perahu kecil." in back
    assert len(history()) == 3


def test_on_the_page_a_faster_team_mate_is_told(path, save, owner, team_mate, sign_in, at):
    save(owner, "Lama", at)
    save(team_mate, "Baru", at)

    page = sign_in(owner).post(f"{path}1/", {"version": 1}, follow=True).text

    assert "baru saja disimpan orang lain" in page


def test_the_history_takes_the_same_queries_for_more_versions(
    path, save, owner, sign_in, at, django_assert_num_queries
):
    browser = sign_in(owner)
    for number in range(2):
        save(owner, f"Tulisan {number}", at + number * 20 * MINUTE)
    for more in (0, 3):
        for number in range(more):
            save(owner, f"Lagi {number}", at + (number + 5) * 20 * MINUTE)
        with django_assert_num_queries(10):
            browser.get(path)


@pytest.mark.parametrize("query", ["ke=99", "ke=x&dari=-1", f"ke={'9' * 18}", "halaman=9999"])
def test_a_senseless_choice_gives_the_newest(query, path, save, owner, sign_in, at):
    save(owner, "Tulisan", at)
    assert "Tulisan" in sign_in(owner).get(f"{path}?{query}").text


def test_a_section_that_nobody_wrote_has_an_empty_history(path, owner, stranger, sign_in):
    assert "belum pernah disimpan" in sign_in(owner).get(path).text
    assert sign_in(stranger).get(path).status_code == 404
    assert sign_in(owner).post(f"{path}1/", {"version": 0}).status_code == 404

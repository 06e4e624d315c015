"""Writing an entry: drafts are patient, versions protect, strangers and wrong phases stay out."""

import pytest

from inovasi.demo.rulebook import build_edition
from inovasi.lib.verdict import Refused, Stale
from submissions import checks, workflow, writing
from submissions.models import Submission


@pytest.fixture
def section(submission):
    return submission.group.sections.get(number="1")


@pytest.fixture
def path(submission, section):
    return f"/usulan/{submission.pk}/bagian/{section.pk}/"


def save(submission, section, user, at, text: str, version: int = 0):
    return writing.save_answer(submission, section, text=text, version=version, user=user, at=at)


def test_entering_twice_is_one_entry(innovation, edition, owner, submission, at):
    again = workflow.enter(
        innovation=innovation,
        edition=edition,
        group=edition.groups.get(),
        category=edition.categories.last(),
        user=owner,
        at=at,
    )

    assert again.pk == submission.pk
    assert submission.answers.count() == 9
    assert submission.events.count() == 1


def test_a_second_click_on_the_form_leads_to_the_same_entry(innovation, edition, owner, sign_in):
    browser = sign_in(owner)
    form = {
        "innovation": innovation.pk,
        "group": edition.groups.get().pk,
        "category": edition.categories.first().pk,
    }

    first, second = (browser.post("/usulan/baru/kipp-2026/", form) for _click in range(2))

    assert first.status_code == 302
    assert first.url == second.url


def test_a_stranger_cannot_enter_the_innovation(innovation, edition, stranger, at):
    with pytest.raises(Refused, match="bukan anggota"):
        workflow.enter(
            innovation=innovation,
            edition=edition,
            group=edition.groups.get(),
            category=edition.categories.first(),
            user=stranger,
            at=at,
        )


def test_a_draft_keeps_text_over_the_limit(submission, section, owner, at):
    answer = save(submission, section, owner, at, "kata " * 212)

    assert (answer.words, answer.surplus) == (212, 12)


def test_submission_refuses_it_with_the_count(submission, section, owner, at):
    save(submission, section, owner, at, "kata " * 212)

    with pytest.raises(Refused, match="212 dari 200 kata: kurangi 12 kata"):
        workflow.submit(submission, user=owner, at=at)


def test_pasted_text_loses_what_nobody_sees(submission, section, owner, at):
    answer = save(submission, section, owner, at, "satu\x00\r\ndua\u202e tiga")

    assert answer.text == "satu\ndua tiga"


def test_a_team_mate_who_was_faster_is_not_overwritten(submission, section, owner, team_mate, at):
    save(submission, section, owner, at, "Tulisan pertama")

    with pytest.raises(Stale):
        save(submission, section, team_mate, at, "Tulisan kedua")

    assert submission.answers.get(section=section).text == "Tulisan pertama"


def test_the_page_shows_both_texts(path, submission, section, owner, team_mate, sign_in, at):
    save(submission, section, owner, at, "Tulisan pertama")

    page = sign_in(team_mate).post(path, {"text": "Tulisan kedua", "version": "0"})

    assert page.status_code == 409
    assert "Tulisan pertama" in page.content.decode()
    assert "Tulisan kedua" in page.content.decode()


def test_the_same_text_again_is_no_conflict(submission, section, owner, at):
    save(submission, section, owner, at, "Sama")

    assert save(submission, section, owner, at, "Sama").version == 1


def test_after_submission_nothing_is_written(submitted, owner, at):
    section = submitted.group.sections.first()

    with pytest.raises(Refused, match="tidak dapat diubah"):
        save(submitted, section, owner, at, "Terlambat", version=1)


def test_outside_the_phase_writing_says_when_it_was(
    path, submission, section, owner, sign_in, clock, during
):
    clock.move_to(during("penilaian"))

    page = sign_in(owner).post(path, {"text": "Terlambat", "version": "0"})

    assert page.status_code == 403
    assert "sudah ditutup Senin, 6 April 2026 pukul 08.00 WITA" in page.content.decode()
    assert "Terlambat" in page.content.decode(), "what was typed is still there"


def test_strangers_see_nothing(path, submission, stranger, sign_in):
    browser = sign_in(stranger)

    assert browser.get(path).status_code == 404
    assert browser.get(f"/usulan/{submission.pk}/").status_code == 404


def test_panitia_does_not_read_drafts(submission, committee, sign_in):
    assert sign_in(committee).get(f"/usulan/{submission.pk}/").status_code == 404
    assert Submission.objects.visible_to(committee).count() == 0


def test_panitia_does_not_write(path, submitted, committee, sign_in):
    assert sign_in(committee).get(path).status_code == 403


def test_a_category_of_another_edition_is_refused(submission, owner, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)

    with pytest.raises(Refused, match="bukan bagian"):
        writing.choose_category(submission, category=other.categories.first(), user=owner, at=at)


def test_the_counter_on_the_page_is_the_servers(path, submission, section, owner, sign_in, at):
    save(submission, section, owner, at, "satu dua – tiga")

    assert "3 dari 200 kata" in sign_in(owner).get(path).content.decode()


def test_both_texts_can_be_merged_and_saved(path, submission, section, owner, team_mate, sign_in):
    first, second = sign_in(owner), sign_in(team_mate)
    first.post(path, {"text": "Tulisan pertama", "version": "0"})
    stale = second.post(path, {"text": "Tulisan kedua", "version": "0"})
    assert stale.status_code == 409
    assert 'name="version" value="1"' in stale.content.decode()

    merged = second.post(path, {"text": "Tulisan pertama dan kedua", "version": "1"})

    assert merged.status_code == 302
    answer = submission.answers.get(section=section)
    assert (answer.text, answer.version) == ("Tulisan pertama dan kedua", 2)
    assert answer.changed_by == team_mate


def test_a_conflict_shows_markup_as_text(path, submission, section, owner, team_mate, sign_in, at):
    save(submission, section, owner, at, "<script>alert(1)</script>")

    page = sign_in(team_mate).post(path, {"text": "</textarea><img src=x>", "version": "0"})

    text = page.content.decode()
    assert page.status_code == 409
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;/textarea&gt;&lt;img" in text


def test_a_page_over_the_limit_is_saved_with_a_warning(path, submission, section, owner, sign_in):
    page = sign_in(owner).post(
        path, {"text": "kata " * 212, "version": "0", "stay": "1"}, follow=True
    )

    assert "Masih 12 kata terlalu banyak" in page.content.decode()
    assert submission.answers.get(section=section).words == 212


def test_after_submission_the_page_refuses_and_keeps_the_text(submitted, owner, sign_in):
    answer = submitted.answers.first()
    path = f"/usulan/{submitted.pk}/bagian/{answer.section_id}/"

    page = sign_in(owner).post(path, {"text": "Terlambat", "version": "1"})

    assert page.status_code == 403
    assert "tidak dapat diubah" in page.content.decode()
    assert "Terlambat" in page.content.decode()
    answer.refresh_from_db()
    assert answer.text == "Uraian yang lengkap dengan angka untuk bagian 1."


def test_a_section_of_another_form_is_not_there(submission, owner, sign_in, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)
    foreign = other.groups.get().sections.first()

    answer = sign_in(owner).get(f"/usulan/{submission.pk}/bagian/{foreign.pk}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_senseless_version_loses_no_text(version, path, submission, section, owner, sign_in):
    page = sign_in(owner).post(path, {"text": "Tulisan panjang", "version": version})

    assert page.status_code in {409, 422}
    assert "Tulisan panjang" in page.content.decode()
    assert submission.answers.get(section=section).text == ""


def test_an_emptied_section_is_missing_again(submission, section, owner, at):
    save(submission, section, owner, at, "Ada isinya")
    save(submission, section, owner, at, " \n ", version=1)

    gaps = {each.label for each in checks.missing(submission)}

    assert "1. Ringkasan" in gaps


def test_the_writer_and_the_moment_stand_with_the_text(submission, section, team_mate, at):
    answer = save(submission, section, team_mate, at, "Tulisan")

    assert (answer.changed_by, answer.changed_at, answer.version) == (team_mate, at, 1)

"""Entering an edition: by the unit, in time, once, with what belongs to the edition."""

import pytest

from conftest import enter, make_innovation
from inovasi.demo.rulebook import build_edition
from inovasi.lib.verdict import Refused
from submissions import workflow
from submissions.models import Submission
from submissions.states import Status
from units.workflow import join_unit

NEW = "/usulan/baru/kipp-2026/"


@pytest.fixture
def other_edition(at):
    return build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)


@pytest.fixture
def form(innovation, edition) -> dict[str, int]:
    return {
        "innovation": innovation.pk,
        "group": edition.groups.get().pk,
        "category": edition.categories.first().pk,
    }


def test_an_entry_begins_as_an_empty_draft_of_the_unit(submission, unit, owner, at):
    assert (submission.status, submission.unit, submission.number) == (Status.DRAFT, unit, "")
    assert set(submission.answers.values_list("text", "version")) == {("", 0)}
    assert submission.events.get().actor == owner


def test_an_innovation_enters_another_edition_as_well(innovation, submission, other_edition, owner):
    other = enter(innovation, other_edition, owner)

    assert other != submission
    assert Submission.objects.filter(innovation=innovation).count() == 2


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("pemeriksaan", "Masa ini sudah ditutup Senin, 6 April 2026 pukul 08.00 WITA."),
        ("penetapan", "Masa ini sudah ditutup Senin, 6 April 2026 pukul 08.00 WITA."),
    ],
)
def test_after_the_phase_it_says_when_it_was(phase, said, innovation, edition, owner, during):
    with pytest.raises(Refused) as caught:
        workflow.enter(
            innovation=innovation,
            edition=edition,
            group=edition.groups.get(),
            category=edition.categories.first(),
            user=owner,
            at=during(phase),
        )

    assert caught.value.reason == said


def test_before_the_phase_the_page_says_when_it_will_be(sign_in, owner, edition, clock):
    browser = sign_in(owner)
    clock.move_to(edition.opened_at)
    browser.force_login(owner)

    page = browser.get(NEW)

    assert page.status_code == 403
    assert "Mulai Jumat, 20 Februari 2026 pukul 08.00 WITA" in page.content.decode()


def test_a_group_of_another_edition_is_refused(innovation, edition, other_edition, owner, at):
    with pytest.raises(Refused, match="bukan bagian"):
        workflow.enter(
            innovation=innovation,
            edition=edition,
            group=other_edition.groups.get(),
            category=edition.categories.first(),
            user=owner,
            at=at,
        )
    with pytest.raises(Refused, match="bukan bagian"):
        workflow.enter(
            innovation=innovation,
            edition=edition,
            group=edition.groups.get(),
            category=other_edition.categories.first(),
            user=owner,
            at=at,
        )
    assert not Submission.objects.exists()


def test_a_double_click_leads_to_the_one_entry(sign_in, owner, form):
    browser = sign_in(owner)

    first = browser.post(NEW, form)
    second = browser.post(NEW, form)

    entry = Submission.objects.get()
    assert first.url == second.url == f"/usulan/{entry.pk}/"


def test_what_is_entered_already_is_not_offered_again(sign_in, owner, unit, submission):
    make_innovation(owner, unit, "Lumbung Data")

    page = sign_in(owner).get(NEW).content.decode()

    assert "Lumbung Data" in page
    assert submission.innovation.title not in page


def test_a_crafted_post_cannot_enter_the_innovation_of_another_unit(sign_in, stranger, form):
    answer = sign_in(stranger).post(NEW, form)

    assert answer.status_code == 422
    assert not Submission.objects.exists()


@pytest.mark.parametrize("field", ["group", "category"])
def test_a_crafted_post_cannot_name_rows_of_another_edition(
    field, sign_in, owner, form, other_edition
):
    foreign = {
        "group": other_edition.groups.get().pk,
        "category": other_edition.categories.first().pk,
    }[field]

    answer = sign_in(owner).post(NEW, form | {field: foreign})

    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_who_acts_for_two_units_enters_for_both(
    sign_in, owner, stranger, innovation, other_unit, edition, at
):
    join_unit(user=owner, unit=other_unit, at=at)
    of_other = make_innovation(stranger, other_unit, "Lumbung Data")

    page = sign_in(owner).get(NEW).content.decode()

    assert innovation.title in page
    assert "Lumbung Data" in page
    assert enter(of_other, edition, owner).unit == other_unit


def test_a_person_without_a_unit_is_told_so(sign_in, person, edition):
    page = sign_in(person("Sendiri")).get(NEW)

    assert page.status_code == 403
    assert "belum menjadi anggota unit" in page.content.decode()

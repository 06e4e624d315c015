"""The form of KIPP 2023 and the one before it, open side by side: nothing of either is in code."""

from dataclasses import replace
from datetime import timedelta

import pytest

from competitions import workflow as rulebook
from competitions.tests.two_forms import FORM_2022, KIPP_2023, YearForm, lay_down
from conftest import AT, FILM, OPENING, complete, make_innovation, stored
from inovasi.lib.verdict import Refused
from submissions import attachments, workflow, writing
from submissions.models import Submission
from submissions.states import Status
from submissions.tests.test_checking import decide

FORMS = (FORM_2022, KIPP_2023)


@pytest.fixture
def editions(committee):
    opened = {}
    for form in FORMS:
        drafted = lay_down(form, user=committee, starts=OPENING)
        opened[form.year] = rulebook.open_edition(drafted, user=committee, at=AT)
    return opened


def begin(form: YearForm, edition, user, unit, *, group="Umum") -> Submission:
    return workflow.enter(
        innovation=make_innovation(user, unit, f"Lumbung {form.year} {group}"),
        edition=edition,
        group=edition.groups.get(name=group),
        category=edition.categories.last(),
        user=user,
        at=AT,
    )


def whole(entry: Submission, user) -> Submission:
    """Filled in, with a film as large as both forms want it."""
    complete(entry, user)
    film = stored("video", str(entry.pk), user, b"film", "video/mp4")
    facts = replace(FILM, width=1280, height=720)
    attachments.attach_video(entry, film, facts, user=user, at=AT)
    return entry


def test_each_edition_asks_its_own_questions_and_numbers_its_own_entries(
    editions, owner, unit, committee, sign_in, client
):
    for form in FORMS:
        entry = begin(form, editions[form.year], owner, unit)
        page = sign_in(owner).get(f"/usulan/{entry.pk}/").text
        for number, title, _weight, _most in form.groups[0].questions:
            assert f"{number}. {title}" in page
        workflow.submit(whole(entry, owner), user=owner, at=AT)
        entry.refresh_from_db()
        assert entry.number == f"BENTUK-{form.year}-001"

        decide(entry, committee, AT)
        entry.refresh_from_db()
        assert entry.status == Status.PASSED


def test_each_group_of_each_form_keeps_its_own_limits(editions, owner, unit):
    """Two hundred and one words: too many for 4. Implementasi (2023), few for 5. Signifikansi."""
    long = " ".join(f"kata{number}" for number in range(201))
    for form, number in ((KIPP_2023, "4"), (FORM_2022, "4")):
        entry = whole(begin(form, editions[form.year], owner, unit), owner)
        answer = entry.answers.get(section__number=number)
        writing.save_answer(
            entry, answer.section, text=long, version=answer.version, user=owner, at=AT
        )
        with pytest.raises(Refused, match="201"):
            workflow.submit(entry, user=owner, at=AT)
        fine = entry.answers.get(section__number="5")
        writing.save_answer(entry, fine.section, text=long, version=fine.version, user=owner, at=AT)
        answer.refresh_from_db()
        text = "Uraian yang lengkap dengan angka."
        writing.save_answer(
            entry, answer.section, text=text, version=answer.version, user=owner, at=AT
        )
        workflow.submit(entry, user=owner, at=AT)


def test_a_replication_has_its_own_questions_age_and_origin(editions, owner, unit):
    edition = editions[2022]
    entry = begin(FORM_2022, edition, owner, unit, group="Replikasi")
    titles = set(entry.answers.values_list("section__title", flat=True))
    assert {"Inspirasi", "Proses Replikasi", "Faktor Pembeda"} <= titles

    with pytest.raises(Refused, match="ditiru"):
        workflow.submit(whole(entry, owner), user=owner, at=AT)

    innovation = entry.innovation
    innovation.replicates = make_innovation(owner, unit, "Yang ditiru")
    innovation.applied_on = (AT - timedelta(days=500)).date()
    innovation.save()
    workflow.submit(entry, user=owner, at=AT)
    entry.refresh_from_db()
    assert entry.status == Status.SUBMITTED

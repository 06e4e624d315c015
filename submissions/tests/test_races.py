"""Two people, or two clicks, at the same moment on real connections: one effect, nothing lost."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from competitions.models import Group
from conftest import complete, enter, make_innovation, race
from inovasi.lib.verdict import Refused, Stale
from notifications.models import Message
from submissions import workflow, writing
from submissions.models import Check, Event, Snapshot, Submission
from submissions.states import Status, Verb
from submissions.tests.test_checking import FAIL, decide, returned

pytestmark = pytest.mark.django_db(transaction=True)


def one_each(things: Iterable[Any]) -> Callable[[], Any]:
    """Hands the things out, one to each thread that asks."""
    queue, lock = iter(things), threading.Lock()

    def take() -> Any:
        with lock:
            return next(queue)

    return take


def outcome(deed: Callable[[], object]) -> str:
    """How it went: `done`, or the name of the refusal."""
    try:
        deed()
    except (Refused, Stale) as error:
        return type(error).__name__
    return "done"


def test_entering_at_once_makes_one_entry(innovation, edition, owner):
    entries = race(lambda: enter(innovation, edition, owner).pk, times=4)

    assert len(set(entries)) == 1
    submission = Submission.objects.get()
    assert submission.answers.count() == 9
    assert submission.events.filter(verb=Verb.ENTER).count() == 1


@pytest.mark.fault("Two editors save one section at once")
def test_of_two_texts_saved_at_once_one_is_kept_and_the_other_is_told(
    submission, owner, team_mate, at
):
    section = submission.group.sections.first()
    next_writer = one_each([(owner, "Tulisan Owner"), (team_mate, "Tulisan Team Mate")])

    def save() -> str:
        user, text = next_writer()
        return outcome(
            lambda: writing.save_answer(submission, section, text=text, version=0, user=user, at=at)
        )

    assert sorted(race(save)) == ["Stale", "done"]
    answer = submission.answers.get(section=section)
    assert answer.version == 1
    assert answer.text == f"Tulisan {answer.changed_by.full_name}"


@pytest.mark.fault("Two editors save two sections at once")
def test_different_sections_saved_at_once_are_both_kept(submission, owner, at):
    sections = list(submission.group.sections.all()[:4])
    next_section = one_each(sections)

    def save() -> int:
        section = next_section()
        return writing.save_answer(
            submission, section, text=f"Bagian {section.number}", version=0, user=owner, at=at
        ).version

    assert race(save, times=4) == [1, 1, 1, 1]
    texts = submission.answers.filter(section__in=sections).values_list("text", flat=True)
    assert set(texts) == {f"Bagian {section.number}" for section in sections}


@pytest.mark.fault("Two of a unit hand in at once")
def test_two_of_a_unit_hand_in_at_once_and_get_one_letter_each(submission, owner, team_mate, at):
    complete(submission, owner)
    next_user = one_each([owner, team_mate, owner, team_mate])

    race(lambda: workflow.submit(submission, user=next_user(), at=at).pk, times=4)

    assert Snapshot.objects.count() == 1
    assert Event.objects.filter(verb=Verb.SUBMIT).count() == 1
    assert set(Message.objects.values_list("recipient", flat=True)) == {owner.pk, team_mate.pk}
    assert Message.objects.count() == 2


def test_the_quota_holds_when_all_entries_are_handed_in_at_once(unit, owner, edition, at):
    Group.objects.filter(edition=edition).update(quota_per_unit=1)
    entries = [
        complete(enter(make_innovation(owner, unit, f"I{n}"), edition, owner), owner)
        for n in range(4)
    ]
    next_entry = one_each(entries)

    said = race(lambda: outcome(lambda: workflow.submit(next_entry(), user=owner, at=at)), times=4)

    assert sorted(said) == ["Refused", "Refused", "Refused", "done"]
    assert Submission.objects.filter(status=Status.SUBMITTED).count() == 1


def test_a_text_that_comes_while_it_is_handed_in_is_frozen_or_refused(submission, owner, at):
    """Never saved into an entry whose snapshot does not hold it."""
    section = complete(submission, owner).group.sections.first()
    next_deed = one_each(
        [
            lambda: workflow.submit(submission, user=owner, at=at),
            lambda: writing.save_answer(
                submission, section, text="Kata terakhir", version=1, user=owner, at=at
            ),
        ]
    )

    race(lambda: outcome(next_deed()))

    stands = submission.answers.get(section=section).text
    assert stands in Snapshot.objects.get().content


@pytest.mark.fault("Two of panitia decide at once")
def test_a_pass_and_a_fail_at_once_leave_one_decision(
    submitted, committee, second_committee, owner, at
):
    deeds = one_each(
        [
            lambda: decide(submitted, committee, at),
            lambda: decide(submitted, second_committee, at, FAIL, note="Bukan inovasi."),
        ]
    )

    assert sorted(race(lambda: outcome(deeds()))) == ["Refused", "done"]
    check = Check.objects.get()
    submitted.refresh_from_db()
    passes = check.decision == "lolos"
    assert submitted.status == (Status.PASSED if passes else Status.SUBMITTED)
    assert Message.objects.filter(key__startswith="checked").count() == passes


def test_a_repaired_entry_is_handed_in_again_once(submitted, committee, owner, at):
    returned(submitted, committee, at)

    race(lambda: workflow.submit(submitted, user=owner, at=at + timedelta(days=1)).pk, times=4)

    assert list(submitted.snapshots.values_list("revision", flat=True)) == [2, 1]
    assert Event.objects.filter(verb=Verb.RESUBMIT).count() == 1
    assert Message.objects.filter(recipient=owner, key__startswith="handed-in").count() == 2

"""Who judges what: never the own unit or its family, one letter, nothing twice."""

import pytest

from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import Assignment
from notifications.models import Message
from submissions.states import Status
from units.models import Unit
from units.workflow import join_unit


def test_an_assigned_entry_is_being_judged(assignment, entry):
    entry.refresh_from_db()

    assert entry.status == Status.JUDGED


def test_the_judge_gets_one_letter_for_several_entries(
    judge, entry, second_entry, committee, judging_time
):
    workflow.assign(judge, [entry, second_entry], user=committee, at=judging_time)
    workflow.assign(judge, [entry, second_entry], user=committee, at=judging_time)

    letter = Message.objects.get(recipient=judge.user, key__startswith="assigned:")
    assert entry.number in letter.body
    assert second_entry.number in letter.body
    assert judge.assignments.count() == 2


@pytest.mark.parametrize("relation", ["home unit", "member", "parent", "child"])
def test_a_judge_of_the_family_cannot_be_assigned(
    relation, appoint, entry, unit, committee, judging_time, at
):
    related = Unit.objects.create(code="X", name="Dinas Kesehatan", kind="dinas")
    if relation == "parent":
        Unit.objects.filter(pk=unit.pk).update(parent=related)
    if relation == "child":
        related.parent = unit
        related.save()
    judge = appoint("Camat", {"home unit": unit, "member": None}.get(relation, related))
    if relation == "member":
        join_unit(user=judge.user, unit=unit, at=at)

    with pytest.raises(Refused, match="berhubungan dengan unit pengusul"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)

    assert not Assignment.objects.exists()


def test_a_crafted_post_cannot_assign_the_own_unit(
    appoint, entry, unit, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    judge = appoint("Camat", unit)
    path = f"/penugasan/kipp-2026/juri/{judge.pk}/"
    browser = sign_in(committee)

    assert "berhubungan dengan unit pengusul" in browser.get(path).content.decode()
    answer = browser.post(path, {"entry": [entry.pk]})

    assert answer.status_code == 422
    assert "berhubungan dengan unit pengusul" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_an_entry_that_did_not_pass_cannot_be_assigned(judge, submission, committee, judging_time):
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        workflow.assign(judge, [submission], user=committee, at=judging_time)


@pytest.mark.parametrize("phase", ["pengajuan", "penetapan"])
def test_outside_its_phase_nobody_is_assigned(phase, judge, entry, committee, during):
    with pytest.raises(Refused, match="Masa ini"):
        workflow.assign(judge, [entry], user=committee, at=during(phase))


def test_only_panitia_assigns(judge, entry, owner, judging_time):
    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.assign(judge, [entry], user=owner, at=judging_time)


def test_a_person_is_appointed_once(appoint, person):
    someone = person("Someone")

    assert appoint("x", user=someone).pk == appoint("x", user=someone).pk


def test_an_unknown_address_is_named_at_the_field(panel, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)

    page = sign_in(committee).post(
        "/penugasan/kipp-2026/juri/", {"email": "tidak.ada@gowa.example"}
    )

    assert page.status_code == 422
    assert "Belum ada akun" in page.content.decode()

"""What people read of a stage that ended, and how many letters that makes."""

from competitions.models import Stage
from judging.tests.conftest import end
from notifications.models import Message
from units.workflow import join_unit


def test_who_has_several_entries_in_a_stage_reads_one_letter(
    judged, interview, stage, owner, other_unit, stranger, committee, judging_time
):
    Stage.objects.filter(pk=stage.pk).update(advance_most=2)
    stage.refresh_from_db()
    join_unit(user=owner, unit=other_unit, at=judging_time)

    end(stage, committee, judging_time)

    (both,) = Message.objects.filter(recipient=owner, key__startswith="shortlist")
    assert "2 usulan lanjut" in both.subject
    assert all(f"- {entry.number} {entry.title}" in both.body for entry in judged)
    (own,) = Message.objects.filter(recipient=stranger, key__startswith="shortlist")
    assert judged[0].number not in own.body


def test_one_that_goes_on_and_one_that_does_not_are_two_letters(
    judged, interview, stage, owner, other_unit, committee, judging_time
):
    join_unit(user=owner, unit=other_unit, at=judging_time)

    end(stage, committee, judging_time)

    first, second = Message.objects.filter(recipient=owner, key__startswith="shortlist").order_by(
        "pk"
    )
    assert (judged[0].number in first.body, judged[1].number in first.body) == (True, False)
    assert "1 usulan tidak lanjut" in second.subject
    assert (judged[0].number in second.body, judged[1].number in second.body) == (False, True)

"""Who opened an entry: staff and judges are written down, the unit reads it."""

from datetime import timedelta

from conftest import AT
from downloads.tests.following import fetch
from ledger.models import Line
from ledger.workflow import subject_of
from submissions import reading
from submissions.models import Submission


def lines_about(submission: Submission) -> list[tuple[int, str, str]]:
    rows = Line.objects.about(subject_of(submission)).filter(verb=reading.READ)
    return [(row.actor, row.details["sebagai"], row.details["cara"]) for row in rows]


def test_panitia_that_opens_an_entry_is_written_down_once_a_day(
    submitted, committee, sign_in, clock
):
    browser = sign_in(committee)
    for _time in range(2):
        browser.get(f"/usulan/{submitted.pk}/")
        browser.get(f"/pemeriksaan/{submitted.pk}/")

    assert lines_about(submitted) == [(committee.pk, "panitia", "halaman")]
    clock.move_to(AT + timedelta(days=1))
    sign_in(committee).get(f"/usulan/{submitted.pk}/")
    assert len(lines_about(submitted)) == 2


def test_paper_and_packet_are_told_apart(submitted, committee, sign_in):
    browser = sign_in(committee)
    browser.get(f"/usulan/{submitted.pk}/cetak/")
    b"".join(fetch(browser, f"/usulan/{submitted.pk}/paket/"))

    assert [way for _who, _as, way in lines_about(submitted)] == ["cetak", "paket"]


def test_the_unit_reads_its_own_without_a_line(submitted, owner, team_mate, sign_in):
    for user in (owner, team_mate):
        for page in ("", "cetak/", "paket/", "pembaca/"):
            answer = fetch(sign_in(user), f"/usulan/{submitted.pk}/{page}")
            assert answer.status_code == 200
            assert b"".join(answer)

    assert lines_about(submitted) == []


def test_the_unit_sees_who_opened_it_and_no_name_of_a_judge(
    submitted, committee, person, owner, sign_in
):
    judge = person("Judge Canary")
    reading.note(submitted, user=committee, at=AT)
    capacity = reading.Capacity.JUDGE
    reading.note(submitted, user=judge, at=AT + timedelta(hours=1), capacity=capacity)

    page = sign_in(owner).get(f"/usulan/{submitted.pk}/pembaca/").text

    assert page.index("Juri") < page.index("Committee (panitia)")
    assert "Canary" not in page
    assert judge.email not in page


def test_a_stranger_does_not_learn_that_there_is_such_a_page(submitted, stranger, sign_in):
    assert sign_in(stranger).get(f"/usulan/{submitted.pk}/pembaca/").status_code == 404


def test_a_page_with_more_readers_costs_no_more(
    submitted, person, committee, owner, sign_in, django_assert_num_queries
):
    browser, page = sign_in(owner), f"/usulan/{submitted.pk}/pembaca/"
    reading.note(submitted, user=committee, at=AT)
    with django_assert_num_queries(7):
        browser.get(page)
    for number in range(2):
        reading.note(submitted, user=person(f"Reader {number}"), at=AT)
    with django_assert_num_queries(7):
        browser.get(page)

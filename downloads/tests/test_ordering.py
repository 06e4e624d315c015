"""One click, one order, one file: for whom, how long, and what it tells."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import AT, race
from downloads import workflow
from downloads.makers import Unmade
from downloads.making import LIFETIME, make
from downloads.models import FRESH, Order
from downloads.tests.following import read
from downloads.workflow import MAKE, MOST_AT_ONCE, READ_WITHIN, REMEMBERED, UNTAKEN
from inovasi.lib.verdict import Refused
from inovasi.lib.work import WorkState
from ledger.models import Line
from notifications.models import Message
from units.models import User
from units.workflow import join_committee
from uploads.models import StoredFile

SOURCE = "a" * 64


@pytest.fixture
def click(a_list, committee, django_capture_on_commit_callbacks):
    def order(user=committee, at=AT, maker=a_list, source="", **arguments) -> Order:
        with django_capture_on_commit_callbacks(execute=True):
            return workflow.order(
                maker, arguments=arguments, source=source, user=user, door="/ekspor/", at=at
            )

    return order


def made(order: Order, at=AT) -> Order:
    make(order.pk, clock=lambda: at)
    order.refresh_from_db()
    return order


def page(browser: Client, order: Order) -> str:
    return browser.get(f"/unduhan/{order.pk}/").text


def file(browser: Client, order: Order, **headers: str):
    return read(browser.get(f"/unduhan/{order.pk}/berkas/", headers=headers))


def test_a_click_rings_for_a_worker_on_the_queue_of_files(click, bell):
    order = click()

    assert bell() == [(MAKE, order.pk)]


def test_a_double_click_is_one_order_and_other_columns_another(click):
    assert click(baris=3) == click(baris=3)
    assert click(baris=4) != click(baris=3)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_give_one_order(a_list, committee):
    def tab() -> int:
        return workflow.order(a_list, arguments={}, user=committee, door="/", at=AT).pk

    assert len(set(race(tab, times=4))) == 1
    assert Order.objects.count() == 1


def test_what_lives_is_made_anew_after_a_moment_and_what_is_frozen_never(click, changed):
    first = made(click())

    assert click(at=AT + FRESH / 2) == first
    second = click(at=AT + FRESH)
    assert second != first
    frozen = changed(is_shared=True, is_kept=True)
    once = made(click(maker=frozen, source=SOURCE))
    assert click(maker=frozen, source=SOURCE, at=AT + timedelta(days=300)) == once
    assert once.expires_at is None
    assert click(maker=frozen, source="b" * 64) != once


def test_two_people_share_what_is_frozen_and_nothing_else(
    click, changed, second_committee, sign_in
):
    order = made(click())
    assert click(user=second_committee) != order
    assert file(sign_in(second_committee), order).status_code == 404

    shared = made(click(maker=changed(is_shared=True), source=SOURCE))
    assert file(sign_in(second_committee), shared).getvalue() == b"0\n1\n2\n"


def test_the_file_comes_through_the_one_door_in_parts_as_well(click, committee, sign_in):
    browser, order = sign_in(committee), made(click())

    whole, part = file(browser, order), file(browser, order, range="bytes=2-3")

    assert whole["Content-Disposition"] == 'attachment; filename="daftar.csv"'
    assert whole.getvalue() == b"0\n1\n2\n"
    assert (part.status_code, part.getvalue()) == (206, b"1\n")
    assert "no-store" in whole["Cache-Control"]
    assert browser.get(f"/berkas/{order.file_id}/").status_code == 404, "there is no other one"


def test_whoever_lost_the_right_gets_nothing_any_more(click, committee, sign_in):
    order, browser = made(click()), sign_in(committee)
    committee.groups.clear()

    assert file(browser, order).status_code == 404
    assert browser.get(f"/unduhan/{order.pk}/").status_code == 404


def test_a_right_that_was_lost_while_the_order_waited_ends_it(click, committee):
    order = click()
    committee.groups.clear()

    made(order)

    assert (order.state, order.file) == (WorkState.FAILED, None)
    assert "tidak lagi berhak" in order.last_error


def test_the_page_says_what_becomes_of_it(click, committee, sign_in):
    browser, order = sign_in(committee), click()

    waiting = browser.get(f"/unduhan/{order.pk}/")
    assert "sedang disiapkan" in waiting.text
    assert file(browser, order).url == f"/unduhan/{order.pk}/"
    made(order)
    ready = browser.get(f"/unduhan/{order.pk}/")
    assert "siap diunduh" in ready.text
    assert f'data-begins="/unduhan/{order.pk}/berkas/"' in ready.text
    assert ready["Order-State"] != waiting["Order-State"]
    file(browser, order)
    assert "data-begins" not in page(browser, order), "a reload does not download again"


def test_the_page_says_how_long_it_takes_and_who_comes_first(click, committee, sign_in):
    made(click(baris=1), at=AT + timedelta(seconds=130))
    order = click(baris=2)
    click(baris=3)

    text = page(sign_in(committee), order)

    assert "Biasanya siap dalam 2 menit." in text
    assert "berkas lain" not in text


def test_a_failure_is_told_with_its_reason_and_tried_again_by_a_click(
    click, changed, committee, sign_in
):
    def none(_work):
        raise Unmade("Edisi ini sudah tidak ada.")

    order = made(click(maker=changed(make=none), at=AT - LIFETIME))
    text = page(sign_in(committee), order)
    assert "Edisi ini sudah tidak ada." in text
    assert 'href="/ekspor/"' in text

    again = click(maker=changed())

    assert again != order
    assert again.ordered_at == AT, "what it shows is of that moment"
    assert made(again).is_ready


def test_who_left_is_told_once_and_who_took_the_file_is_not(click, committee, sign_in):
    left, taken = made(click(baris=1)), made(click(baris=2))
    file(sign_in(committee), taken)
    later = AT + UNTAKEN

    assert workflow.tell(AT) == 0, "the page is still open"
    assert (workflow.tell(later), workflow.tell(later)) == (1, 0)
    letter = Message.objects.get(letter="downloads/ready")
    assert letter.subject == "Siap diunduh: Daftar contoh"
    assert f"/unduhan/{left.pk}/" in letter.body
    assert letter.recipient == committee


def test_somebody_elses_file_is_not_taken_from_them(
    click, changed, committee, second_committee, sign_in
):
    order = made(click(maker=changed(is_shared=True), source=SOURCE))

    file(sign_in(second_committee), order)

    assert workflow.tell(AT + UNTAKEN) == 1
    assert Message.objects.get(letter="downloads/ready").recipient == committee


def test_a_file_for_which_there_is_a_newer_one_goes_within_the_hour(
    click, django_capture_on_commit_callbacks
):
    older = made(click())
    click(at=AT + FRESH)

    with django_capture_on_commit_callbacks(execute=True):
        assert workflow.clear(AT + FRESH) == 0
        assert workflow.clear(AT + FRESH + READ_WITHIN) == 1

    older.refresh_from_db()
    assert not older.is_ready


def test_a_file_goes_after_a_week_and_its_page_says_so(
    click, committee, sign_in, clock, django_capture_on_commit_callbacks
):
    order = made(click())
    place = order.file.absolute_path
    assert workflow.clear(AT + LIFETIME - timedelta(minutes=1)) == 0

    with django_capture_on_commit_callbacks(execute=True):
        assert workflow.clear(AT + LIFETIME) == 1

    assert not place.exists()
    assert not StoredFile.objects.exists()
    clock.move_to(AT + LIFETIME)
    browser = sign_in(committee)
    assert "sudah dihapus" in page(browser, order)
    assert file(browser, order).url == f"/unduhan/{order.pk}/"
    assert click(at=AT + LIFETIME) != order


def test_orders_of_long_ago_are_forgotten_but_not_what_waits_or_is_kept(click, changed):
    gone, kept = made(click(baris=1)), made(click(maker=changed(is_kept=True), baris=2))
    waiting = click(baris=3)
    workflow.clear(AT + LIFETIME)
    long_after = AT + REMEMBERED

    assert workflow.forget(long_after - timedelta(days=1)) == 0
    assert workflow.forget(long_after) == 1
    assert set(Order.objects.all()) == {kept, waiting}
    assert gone.pk


def test_nobody_waits_for_too_many_files(click):
    for number in range(MOST_AT_ONCE):
        click(baris=number)

    with pytest.raises(Refused, match="banyak berkas"):
        click(baris=MOST_AT_ONCE)
    assert click(baris=0), "one of those that wait is no further one"


def test_taking_a_file_stands_in_the_ledger_once_a_day(click, committee, sign_in, clock):
    browser, order = sign_in(committee), made(click())
    for _time in range(3):
        file(browser, order)

    line = Line.objects.get(verb="ekspor.usulan")
    assert (line.subject, line.actor) == (f"downloads.order:{order.pk}", committee.pk)
    clock.move_to(AT + timedelta(days=1))
    file(sign_in(committee), order)
    assert Line.objects.filter(verb="ekspor.usulan").count() == 2


@pytest.mark.breaks("files_are_as_accepted")
def test_what_was_asked_for_and_not_given_stands_nowhere(click, committee, sign_in):
    browser, order = sign_in(committee), click()
    assert file(browser, order).status_code == 302
    made(order)
    page(browser, order)
    browser.head(f"/unduhan/{order.pk}/berkas/")
    assert file(browser, order, range="bytes=99-").status_code == 416
    order.file.absolute_path.unlink()
    assert file(browser, order).status_code == 404

    order.refresh_from_db()
    assert (order.taken_at, Line.objects.filter(verb__startswith="ekspor.").count()) == (None, 0)


def test_a_click_that_is_refused_stands_nowhere(click, committee, sign_in):
    for number in range(MOST_AT_ONCE):
        click(baris=number)

    assert sign_in(committee).get("/ekspor/profil/").status_code == 403
    assert not Line.objects.filter(verb__startswith="ekspor.").exists()


def test_another_person_of_panitia_has_no_page_of_it(click, person, sign_in, committee):
    stranger: User = person("Lain")
    join_committee(user=stranger)

    assert sign_in(stranger).get(f"/unduhan/{click().pk}/").status_code == 404
    assert sign_in(committee).get("/unduhan/999999/").status_code == 404


def test_a_file_that_goes_between_look_and_open_is_not_found(click, changed, committee, sign_in):
    order = made(click())
    bytes_of = order.file.absolute_path

    def dropped_meanwhile(_user, _asked, _at) -> bool:
        """Asked between the row and its bytes."""
        Order.objects.filter(pk=order.pk).update(file=None)
        StoredFile.objects.filter(pk=order.file_id).delete()
        bytes_of.unlink()
        return True

    changed(may=dropped_meanwhile)

    assert file(sign_in(committee), order).status_code == 404

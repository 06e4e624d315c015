"""The pages: panitia's, a unit's, and the doors between them."""

import pytest
from django.urls import reverse

from inovasi.lib.work import WorkState
from notifications.models import Message
from tests.forms import forms
from units.models import Unit
from units.workflow import join_unit
from workshops import workflow
from workshops.models import Participant, Workshop
from workshops.tests.conftest import CLOSES, announce

TYPED = {
    "title": "Bimtek Video",
    "starts_at": "2026-03-20T09:00",
    "ends_at": "2026-03-20T15:00",
    "registration_closes_at": "2026-03-18T16:00",
    "place": "Aula",
    "seats_per_unit": "1",
}
NEW = reverse("workshop-new")


def page(browser, name: str, *arguments: object, status: int = 200):
    answer = browser.get(reverse(name, args=arguments))
    assert answer.status_code == status
    return answer


def hidden(answer) -> dict[str, str]:
    """What the form of a page carries unseen."""
    form = max(forms(answer.content.decode()), key=lambda form: len(form.names))
    return {name: form.values[name][0] for name in ("token", "version") if name in form.values}


def send(browser, workshop, unit, **typed: object):
    url = reverse("participant-new", args=[workshop.pk, unit.code])
    return browser.post(url, {"who": "lain", "name": "Rini Astuti", **typed}, follow=True)


@pytest.fixture
def participant(workshop, unit, owner, at) -> Participant:
    return workflow.register(workshop, unit, name="Rini", position="Bidan", user=owner, at=at)


# --- panitia --------------------------------------------------------------------------------


def test_panitia_writes_looks_at_the_names_and_announces(unit, owner, committee, sign_in):
    browser = sign_in(committee)
    made = browser.post(NEW, {**TYPED, **hidden(page(browser, "workshop-new"))}, follow=True)
    row = Workshop.objects.get()
    assert "Unit belum melihat rancangan ini" in made.content.decode()

    names = page(browser, "workshop-announcement", row.pk)
    assert owner.email in names.content.decode()
    assert "belum punya orang" not in names.content.decode()
    Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    told = page(browser, "workshop-announcement", row.pk).content.decode()
    assert "1 unit yang diundang belum punya orang" in told
    assert not Message.objects.exists(), "looking sends nothing"
    url = reverse("workshop-announcement", args=[row.pk])
    told = browser.post(
        url, {"shown": names.context["shown"], "version": "1"}, follow=True
    ).content.decode()
    assert "1 orang menerima undangan" in told
    assert Message.objects.get(letter="workshops/invited").state == WorkState.WAITING


def test_what_was_typed_wrong_is_said_where_it_stands(committee, sign_in):
    browser = sign_in(committee)
    wrong = {**TYPED, "ends_at": "2026-03-20T08:00", "registration_closes_at": "2026-03-21T08:00"}
    answer = browser.post(NEW, {**wrong, "place": "", **hidden(page(browser, "workshop-new"))})

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors.keys() == {"ends_at", "registration_closes_at", "place"}
    assert not Workshop.objects.exists()


def test_a_stale_form_shows_what_a_colleague_saved(workshop, committee, sign_in, at):
    browser = sign_in(committee)
    shown = hidden(page(browser, "workshop-edit", workshop.pk))
    facts = {name: getattr(workshop, name) for name in workflow.FACTS}
    workflow.revise(workshop, version=2, user=committee, at=at, **{**facts, "place": "Masjid"})
    url = reverse("workshop-edit", args=[workshop.pk])
    answer = browser.post(url, {**TYPED, **shown})

    assert answer.status_code == 409
    assert "Masjid" in answer.content.decode()
    assert 'value="Aula"' in answer.content.decode()
    again = browser.post(url, {**TYPED, **hidden(answer)})
    assert again.status_code == 302


def test_the_names_are_asked_again_when_they_changed(
    draft, unit, owner, committee, person, sign_in
):
    browser, row = sign_in(committee), draft()
    shown = page(browser, "workshop-announcement", row.pk).context["shown"]
    join_unit(user=(late := person("Late")), unit=unit, at=row.created_at)
    answer = browser.post(
        reverse("workshop-announcement", args=[row.pk]), {"shown": shown, "version": "1"}
    )

    assert answer.status_code == 409
    assert late.email in answer.content.decode()
    assert not Message.objects.exists()


def test_panitia_sees_who_comes_and_who_has_not_answered(
    participant, workshop, unit, committee, sign_in
):
    Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    told = page(sign_in(committee), "workshop", workshop.pk)

    assert [row.name for row in told.context["participants"]] == ["Rini"]
    assert [each.name for each in told.context["unanswered"]] == ["Puskesmas Gentungang"]
    assert "2 unit diundang" in told.content.decode()
    assert "1 dari 40 kursi" in told.content.decode()


def test_calling_off_asks_for_the_reason_and_tells_it(participant, workshop, committee, sign_in):
    browser, url = sign_in(committee), reverse("workshop-cancellation", args=[workshop.pk])
    assert "beri tahu 1 orang" in browser.get(url).content.decode()
    assert browser.post(url, {"reason": ""}).status_code == 422

    for _click in range(2):
        told = browser.post(url, {"reason": "Narasumber sakit."}, follow=True)
    assert "Narasumber sakit." in told.content.decode()
    assert "Mereka diingatkan" not in told.content.decode()
    assert Message.objects.filter(letter="workshops/called_off").count() == 1


# --- units ----------------------------------------------------------------------------------


def test_a_unit_finds_the_invitation_and_registers(workshop, unit, owner, sign_in):
    browser = sign_in(owner)
    (item,) = [each for each in page(browser, "home").context["items"] if "peserta" in each.title]
    assert (item.url, item.due) == (reverse("workshop", args=[workshop.pk]), CLOSES)
    assert "Belum ada" in page(browser, "workshops").content.decode()

    told = send(browser, workshop, unit).content.decode()
    assert "Rini Astuti terdaftar" in told
    assert "Jatah Puskesmas Bajeng sudah terpakai" in told
    assert not [each for each in page(browser, "home").context["items"] if "peserta" in each.title]
    assert send(browser, workshop, unit).status_code == 200, "a second click"
    assert Participant.objects.count() == 1


def test_a_member_is_chosen_and_somebody_else_needs_a_name(workshop, unit, owner, sign_in):
    browser = sign_in(owner)
    assert send(browser, workshop, unit, name="").status_code == 422
    assert send(browser, workshop, unit, who="999999").status_code == 422

    send(browser, workshop, unit, who=str(owner.pk), name="")
    assert Participant.objects.get().person == owner


def test_a_seat_that_went_meanwhile_leaves_what_was_typed(
    draft, committee, unit, owner, person, sign_in, at
):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=(second := person("Second")), unit=other, at=at)
    row, browser = announce(draft(seats=1), committee), sign_in(owner)
    page(browser, "participant-new", row.pk, unit.code)
    workflow.register(row, other, name="Rina", position="", user=second, at=at)
    answer = send(browser, row, unit)

    assert answer.status_code == 422
    assert "Kuota sudah penuh" in answer.content.decode()
    assert 'value="Rini Astuti"' in answer.content.decode()


def test_after_the_closing_the_door_says_when_it_was(workshop, unit, owner, sign_in, clock):
    clock.move_to(CLOSES)
    answer = send(sign_in(owner), workshop, unit)

    assert answer.status_code == 403
    assert "sudah ditutup Selasa, 17 Maret 2026" in answer.content.decode()
    assert "Rini Astuti" in answer.content.decode()


def test_a_unit_takes_its_participant_back(participant, workshop, owner, sign_in):
    browser, url = sign_in(owner), reverse("participant-withdrawal", args=[participant.pk])
    assert "Tarik pendaftaran Rini?" in browser.get(url).content.decode()

    for _click in range(2):
        told = browser.post(url, follow=True).content.decode()
    assert "Pendaftaran Rini ditarik" in told
    assert "Daftarkan peserta" in told


# --- who sees what --------------------------------------------------------------------------


def test_who_is_not_invited_finds_nothing(
    participant, workshop, draft, unit, stranger, owner, sign_in
):
    browser, hidden_one = sign_in(stranger), draft()
    assert str(workshop) not in page(browser, "workshops").content.decode()
    page(browser, "workshop", workshop.pk, status=404)
    page(browser, "participant-new", workshop.pk, unit.code, status=404)
    page(browser, "participant-withdrawal", participant.pk, status=404)
    page(sign_in(owner), "workshop", hidden_one.pk, status=404)


def test_invited_units_do_not_see_each_others_people(
    participant, workshop, unit, owner, person, sign_in, at
):
    other = Unit.objects.create(code="PKM-02", name="Puskesmas Gentungang", kind="puskesmas")
    join_unit(user=(second := person("Second")), unit=other, at=at)
    browser = sign_in(second)

    assert "Rini" not in page(browser, "workshop", workshop.pk).content.decode()
    page(browser, "participant-withdrawal", participant.pk, status=404)
    page(browser, "participant-new", workshop.pk, unit.code, status=403)
    assert send(browser, workshop, unit).status_code == 403
    assert Participant.objects.count() == 1


def test_a_unit_that_is_not_invited_any_more_still_sees_where_it_sends_somebody(
    participant, workshop, unit, owner, sign_in
):
    Unit.objects.filter(pk=unit.pk).update(kind="rsud")
    told = page(sign_in(owner), "workshop", workshop.pk).content.decode()

    assert "Rini" in told
    assert "tidak diundang" in told


def test_a_list_of_any_length_takes_the_same_queries(
    workshop, draft, committee, owner, sign_in, django_assert_max_num_queries
):
    for _number in range(5):
        announce(draft(), committee)
    browser = sign_in(owner)

    with django_assert_max_num_queries(9):
        page(browser, "workshops")

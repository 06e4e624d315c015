"""Laying down rules before an edition is opened: who may, what is refused, what is kept."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from competitions import workflow
from competitions.models import Category, Criterion, Edition, Group, Section, VideoRule
from competitions.phases import PhaseKind
from competitions.workflow import Band, Removed, seen_phases, seen_row
from conftest import AT, race
from inovasi.lib.verdict import Refused, Stale


@pytest.fixture
def group(draft) -> Group:
    return draft.groups.get()


@pytest.fixture
def section(group) -> Section:
    return group.sections.get(number="5")


def test_only_panitia_writes_rules(draft, section, owner, committee):
    for user in (owner, AnonymousUser()):
        with pytest.raises(Refused, match="Hanya panitia"):
            workflow.draft_edition(user=user, slug="x", name="X", year=2026, number_prefix="X")
        with pytest.raises(Refused, match="Hanya panitia"):
            workflow.change_row(section, seen=seen_row(section), user=user, title="Lain")
        with pytest.raises(Refused, match="Hanya panitia"):
            workflow.remove_row(section, user=user)
        with pytest.raises(Refused, match="Hanya panitia"):
            workflow.discard_edition(draft, user=user)
    assert section.group.sections.count() == 9


def test_an_opened_edition_is_locked(draft, group, section, committee, at):
    workflow.open_edition(draft, user=committee, at=at)

    for deed in (
        lambda: workflow.add_row(Category(edition=draft, name="Baru"), user=committee),
        lambda: workflow.change_row(section, seen=seen_row(section), user=committee, title="L"),
        lambda: workflow.remove_row(section, user=committee),
        lambda: workflow.move_row(section, up=True, seen=2, user=committee),
        lambda: workflow.set_phases(draft, {}, seen=seen_phases(draft), user=committee),
        lambda: workflow.change_edition(draft, seen=seen_row(draft), user=committee, theme="T"),
        lambda: workflow.set_guideline(draft, None, user=committee),
        lambda: workflow.set_template(group.document_rules.first(), None, user=committee),
        lambda: workflow.discard_edition(draft, user=committee),
    ):
        with pytest.raises(Refused, match="sudah dibuka, jadi aturannya terkunci"):
            deed()


def test_a_row_goes_to_the_end_and_moves_one_place(draft, committee):
    new = workflow.add_row(Category(edition=draft, name="Baru"), user=committee)
    names = draft.categories.values_list("name", flat=True)
    assert list(names)[-1] == "Baru"

    last = len(names)

    workflow.move_row(new, up=True, seen=last, user=committee)
    assert list(names.all())[-2] == "Baru"
    workflow.move_row(new, up=True, seen=last, user=committee)
    assert list(names.all())[-2] == "Baru", "a second click finds it moved"
    for place in range(last - 1, 0, -1):
        workflow.move_row(new, up=True, seen=place, user=committee)
    assert names.all()[0] == "Baru"
    workflow.move_row(new, up=False, seen=1, user=committee)
    assert names.all()[1] == "Baru"


def test_hidden_characters_are_dropped_wherever_they_come_in(group, committee):
    row = Section(
        group=group, number="9", title="A\u202eB\0", question="  Apa\r\nitu?\x07 ", max_words=None
    )
    workflow.add_row(row, user=committee)
    row.refresh_from_db()

    assert (row.title, row.question, row.max_words) == ("AB", "Apa\nitu?", None)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"number": "1"}, "Nomor ini sudah dipakai bagian lain"),
        ({"weight": Decimal("100.5")}, "paling banyak 100"),
        ({"min_words": 300, "max_words": 200}, "Batas kata paling banyak"),
        ({"evidence_min_files": 2, "evidence_max_files": 1}, "Bukti paling banyak"),
    ],
)
def test_values_that_contradict_are_refused_with_a_sentence(values, says, group, committee):
    fields = {"number": "9", "title": "T", "question": "?", **values}
    with pytest.raises(Refused, match=says):
        workflow.add_row(Section(group=group, **fields), user=committee)
    assert group.sections.count() == 9


def test_the_second_save_of_two_changes_nothing(section, committee, second_committee):
    seen = seen_row(section)
    workflow.change_row(section, seen=seen, user=committee, question="Pertanyaan satu?")

    with pytest.raises(Stale) as caught:
        workflow.change_row(section, seen=seen, user=second_committee, question="Dua?")
    section.refresh_from_db()
    assert section.question == caught.value.current.question == "Pertanyaan satu?"


def test_moving_a_row_does_not_disturb_who_is_editing_it(section, committee):
    seen = seen_row(section)
    workflow.move_row(section, up=True, seen=section.order, user=committee)

    workflow.change_row(section, seen=seen, user=committee, title="Dampak")
    section.refresh_from_db()
    assert (section.title, section.order) == ("Dampak", 4)


def test_what_is_gone_says_so(section, group, committee):
    seen = seen_row(section)
    workflow.remove_row(section, user=committee)
    workflow.remove_row(section, user=committee)
    with pytest.raises(Removed, match="sudah dihapus"):
        workflow.change_row(section, seen=seen, user=committee, title="X")

    workflow.remove_row(group, user=committee)
    with pytest.raises(Removed, match="Umum sudah dihapus"):
        workflow.add_row(Section(group=group, number="9", title="T", question="?"), user=committee)


def test_a_group_has_one_video_rule(group, committee):
    with pytest.raises(Refused, match="sudah punya aturan video"):
        workflow.add_row(VideoRule(group=group), user=committee)


def test_bands_are_saved_with_their_criterion_and_guarded_with_it(draft, committee):
    criterion = Criterion.objects.filter(stage__edition=draft).first()
    seen = seen_row(criterion)
    bands = (Band(0, 50, "Rendah"), Band(51, 100, "Tinggi"))
    workflow.change_row(criterion, seen=seen, user=committee, bands=bands, name="Kebaruan")
    assert [band.text for band in criterion.bands.all()] == ["Tinggi", "Rendah"]

    with pytest.raises(Stale):
        workflow.change_row(criterion, seen=seen, user=committee, bands=(), name="Kebaruan")
    with pytest.raises(Refused):
        workflow.change_row(
            criterion,
            seen=seen_row(criterion),
            user=committee,
            bands=(Band(60, 50, "Terbalik"),),
            name="Kebaruan",
        )
    assert criterion.bands.count() == 2


def test_a_phase_must_not_end_before_it_starts(draft, committee):
    start = draft.phases.get(kind=PhaseKind.WRITING).starts_at
    with pytest.raises(Refused, match="Masa “Penilaian” berakhir sebelum mulai"):
        workflow.set_phases(
            draft,
            {PhaseKind.JUDGING: (start, start)},
            seen=seen_phases(draft),
            user=committee,
        )
    assert draft.phases.count() == 4


def test_two_calendars_do_not_overwrite_each_other(draft, committee):
    seen = seen_phases(draft)
    workflow.set_phases(draft, {}, seen=seen, user=committee)

    with pytest.raises(Stale):
        workflow.set_phases(draft, {}, seen=seen, user=committee)


def test_addresses_and_prefixes_are_unique(draft, committee):
    facts = {"name": "N", "year": 2027, "slug": "baru", "number_prefix": "BARU"}
    for taken in ({"slug": draft.slug}, {"number_prefix": draft.number_prefix}):
        with pytest.raises(Refused):
            workflow.draft_edition(user=committee, **{**facts, **taken})
    assert Edition.objects.count() == 1


def test_a_draft_can_be_thrown_away(draft, committee):
    workflow.discard_edition(draft, user=committee)

    assert not Edition.objects.exists()
    assert not Section.objects.exists()


def test_a_draft_is_not_public_and_one_of_tomorrow_not_yet(draft, at):
    assert not Edition.objects.public(at).exists()
    Edition.objects.update(opened_at=AT)
    assert Edition.objects.public(AT).exists()
    assert not Edition.objects.public(AT.replace(hour=9)).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_row_at_once_lose_nothing(section, committee):
    seen = seen_row(section)
    texts = iter(("Pertanyaan satu?", "Pertanyaan dua?"))

    def save() -> str:
        words = next(texts)
        try:
            workflow.change_row(section, seen=seen, user=committee, question=words)
        except Stale as stale:
            return f"shown {stale.current.question}"
        return words

    results = race(save)
    section.refresh_from_db()
    assert sorted(results) == sorted([section.question, f"shown {section.question}"])


def test_what_is_done_to_an_edition_that_is_gone_says_so(draft, committee, at):
    workflow.discard_edition(draft, user=committee)
    draft.pk = 10**6
    for deed in (
        lambda: workflow.open_edition(draft, user=committee, at=at),
        lambda: workflow.cancel_edition(draft, reason="x", user=committee, at=at),
        lambda: workflow.set_phases(draft, {}, seen="", user=committee),
    ):
        with pytest.raises(Removed, match="Edisi ini sudah dihapus"):
            deed()

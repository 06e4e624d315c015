"""Opening an edition: only when it is ready, and exactly once."""

import pytest

from competitions import workflow
from competitions.models import Category, Edition, RuleChange
from conftest import AT, race
from inovasi.lib.verdict import Refused


def test_opening_sets_the_moment_and_leaves_a_record(draft, committee):
    workflow.open_edition(draft, user=committee, at=AT)
    draft.refresh_from_db()

    assert draft.opened_at == AT
    change = draft.changes.get()
    assert (change.kind, change.actor, change.at) == (RuleChange.Kind.OPENED, committee, AT)


def test_an_edition_that_lacks_something_stays_closed_and_says_what(draft, committee):
    draft.categories.all().delete()
    draft.groups.get().sections.filter(number="5").update(weight=1)

    with pytest.raises(Refused) as caught:
        workflow.open_edition(draft, user=committee, at=AT)
    assert "Kategori: Belum ada kategori." in caught.value.reason
    assert "Kelompok Umum: Bobot bagian berjumlah 71, bukan 100." in caught.value.reason
    draft.refresh_from_db()
    assert draft.opened_at is None
    assert not draft.changes.exists()


def test_the_second_click_finds_it_done(draft, committee, second_committee):
    workflow.open_edition(draft, user=committee, at=AT)
    later = AT.replace(hour=11)
    found = workflow.open_edition(draft, user=second_committee, at=later)

    assert found.opened_at == AT
    assert draft.changes.count() == 1


def test_only_panitia_opens(draft, owner, committee):
    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.open_edition(draft, user=owner, at=AT)
    workflow.open_edition(draft, user=committee, at=AT)
    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.open_edition(draft, user=owner, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_open_it_once(draft, committee):
    found = race(lambda: workflow.open_edition(draft, user=committee, at=AT).opened_at)

    assert found == [AT, AT]
    assert RuleChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_rule_slips_in_while_the_edition_is_opened(draft, committee):
    """Whichever is first: the row is there and was checked, or it is refused."""
    turns = iter((True, False))

    def deed() -> str:
        try:
            if next(turns):
                workflow.open_edition(draft, user=committee, at=AT)
            else:
                workflow.add_row(Category(edition=draft, name="Terlambat"), user=committee)
        except Refused:
            return "refused"
        return "done"

    results = race(deed)
    is_there = draft.categories.filter(name="Terlambat").exists()
    assert Edition.objects.get().opened_at == AT
    assert sorted(results) == (["done", "done"] if is_there else ["done", "refused"])

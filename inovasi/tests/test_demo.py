"""The demo: the same seed gives the same regency, and only an empty database takes it."""

import pytest
from django.core.management import CommandError, call_command

from inovasi.demo.story import Phase
from judging.models import Publication, PublishedResult
from submissions.models import Submission
from submissions.states import Status
from units.models import Unit, UnitKind, User

AT = "2026-11-24T09:00:00+08:00"


def facts() -> list[object]:
    """What must be the same for the same seed."""
    return [
        list(Unit.objects.order_by("code").values_list("code", "name")),
        list(User.objects.order_by("email").values_list("email", "full_name")),
        [
            (s.edition.slug, s.number, s.innovation.title, s.status, s.category.name)
            for s in Submission.objects.order_by("edition__slug", "innovation__title")
        ],
        list(PublishedResult.objects.order_by("rank").values_list("rank", "score", "title")),
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_regency():
    call_command("seed_demo", seed=7, at=AT)
    first = facts()
    call_command("flush", interactive=False, verbosity=0)
    call_command("seed_demo", seed=7, at=AT)

    assert facts() == first


def test_the_default_demo_has_what_a_newcomer_tries(db):
    call_command("seed_demo", at=AT)

    kinds = dict.fromkeys(UnitKind.values, 0)
    for kind in Unit.objects.values_list("kind", flat=True):
        kinds[kind] += 1
    assert (kinds["kecamatan"], kinds["puskesmas"]) == (18, 26)
    assert (kinds["dinas"] + kinds["badan"], kinds["sekolah"], kinds["desa"]) == (6, 4, 4)
    this_year = Submission.objects.filter(edition__slug="kipp-2026")
    assert set(this_year.values_list("status", flat=True)) == {
        Status.DRAFT,
        Status.SUBMITTED,
        Status.RETURNED,
        Status.PASSED,
        Status.FAILED,
    }
    assert Publication.objects.get().edition.slug == "kipp-2025"
    assert Submission.objects.filter(edition__is_practice=True, status=Status.JUDGED).exists()


@pytest.mark.slow
@pytest.mark.parametrize("phase", [p for p in Phase if p != Phase.WRITING])
def test_every_phase_plays(phase, db):
    call_command("seed_demo", phase=phase, at=AT)

    expected = 2 if phase == Phase.PUBLISHED else 1
    assert Publication.objects.count() == expected


def test_a_database_with_data_is_left_alone(unit):
    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo", at=AT)

    call_command("seed_demo", at=AT, if_empty=True)
    assert list(Unit.objects.all()) == [unit]


def test_the_demo_accounts_have_no_password(db):
    call_command("seed_demo", at=AT)

    assert not any(user.has_usable_password() for user in User.objects.all())


def test_one_click_signs_in_only_in_the_demo(person, client, settings):
    account = person("Contoh", is_demo=True)
    settings.DEMO = False
    assert client.post("/masuk/demo/", {"account": account.pk}).status_code == 404

    settings.DEMO = True
    assert client.post("/masuk/demo/", {"account": account.pk}).url == "/beranda/"
    client.post("/keluar/")
    assert client.post("/masuk/demo/", {"account": person("Nyata").pk}).status_code == 404

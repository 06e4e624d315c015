"""The demo: the same seed gives the same regency, and only an empty database takes it."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from competitions.models import Edition
from inovasi.demo.story import Phase
from judging.models import Publication, PublishedResult, Score
from notifications.models import Message
from submissions.models import Event, Snapshot, Submission
from units.models import Unit, User

AT = "2026-11-24T09:00:00+08:00"


def facts() -> dict[str, list[object]]:
    """What must be the same for the same seed."""
    return {
        "units": list(Unit.objects.order_by("code").values_list("code", "name")),
        "people": list(User.objects.order_by("email").values_list("email", "full_name")),
        "entries": [
            (s.edition.slug, s.number, s.innovation.title, s.status, s.category.name)
            for s in Submission.objects.order_by("edition__slug", "innovation__title")
        ],
        "snapshots": list(Snapshot.objects.order_by("pk").values_list("sha256", "taken_at")),
        "history": list(Event.objects.order_by("pk").values_list("verb", "status", "at", "note")),
        "scores": list(
            Score.objects.order_by("pk").values_list("criterion__name", "value", "sheet__signed_at")
        ),
        "results": list(PublishedResult.objects.order_by("pk").values_list("rank", "score")),
        "verdicts": list(Publication.objects.values_list("sha256", "published_at")),
        "letters": list(
            Message.objects.order_by("pk").values_list("key", "address", "subject", "state")
        ),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_regency_and_another_another():
    first, again, other = (seeded_anew(number) for number in (7, 7, 8))

    assert all(first.values()), "there is something to compare"
    assert {name for name in first if again[name] != first[name]} == set()
    assert other["units"] == first["units"]
    assert other["scores"] != first["scores"]
    assert other["verdicts"] != first["verdicts"]


def seeded_anew(number: int) -> dict[str, list[object]]:
    """The facts of a database that was empty, sequences included."""
    call_command("flush", interactive=False, verbosity=0)
    call_command("seed_demo", seed=number, at=AT)
    return facts()


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


def test_one_click_signs_in_only_in_the_demo(person, client, settings):
    account = person("Contoh", is_demo=True)
    settings.DEMO = False
    assert client.post("/masuk/demo/", {"account": account.pk}).status_code == 404

    settings.DEMO = True
    assert client.post("/masuk/demo/", {"account": account.pk}).url == "/beranda/"
    client.post("/keluar/")
    assert client.post("/masuk/demo/", {"account": person("Nyata").pk}).status_code == 404


def test_twice_the_scale_is_twice_the_entries(db):
    call_command("seed_demo", phase=Phase.WRITING, scale=2, at=AT)

    editions = Edition.objects.annotate(entries=Count("submissions")).order_by("slug")
    assert dict(editions.values_list("slug", "entries")) == {
        "kipp-2025": 24,
        "kipp-2026": 24,
        "kipp-2027": 0,
        "latihan-2026": 10,
        "tanpa-nama-2026": 6,
    }


@pytest.mark.parametrize("what", ["a person", "a unit"])
def test_a_refused_seed_leaves_nothing_behind(what, person, db):
    if what == "a person":
        person("Nyata")
    else:
        Unit.objects.create(code="X", name="Nyata", kind="desa")

    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo", at=AT)

    assert not Edition.objects.exists()


@pytest.mark.parametrize("text", ["kemarin", "2026-13-01"])
def test_a_moment_that_cannot_be_read_is_refused_in_words(text, db):
    with pytest.raises(CommandError, match="--at cannot be read"):
        call_command("seed_demo", at=text)

    assert not Unit.objects.exists()

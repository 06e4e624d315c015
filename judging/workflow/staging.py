"""Deeds that end a stage, and that set the order in which those who go on appear."""

import random
from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.verdict import Refused, Stale, demand
from judging import notices
from judging.models import Place, Shortlist
from judging.permissions import may_order, may_shortlist
from judging.queries import Preview, preview, stage_after
from judging.workflow.assigning import hold
from ledger import workflow as ledger
from units.models import User


@transaction.atomic
def shortlist(stage: Stage, *, fingerprint: str, user: User, at: datetime) -> Shortlist:
    """End a stage: who goes on is fixed, its sheets are closed, every unit is told its own line.

    What is decided is what was looked at: `Stale` with the preview of now when it is another one. A
    second click finds the list made. Raises `Refused` for the last stage, while sheets are missing
    or lie too far apart, and when nobody would go on.
    """
    hold(stage.edition)
    stage = Stage.objects.select_related("edition").get(pk=stage.pk)
    done = Shortlist.objects.filter(stage=stage).first()
    if done is not None:
        return done
    demand(may_shortlist(user, stage, at))
    if stage_after(stage) is None:
        raise Refused(_("Ini tahap terakhir; hasilnya diumumkan pada masa penetapan."))
    found = preview(stage)
    refusal = obstacle(found)
    if refusal:
        raise Refused(refusal)
    if found.fingerprint != fingerprint:
        raise Stale(found)
    made = Shortlist.objects.create(stage=stage, rule=found.rule, decided_by=user, decided_at=at)
    Place.objects.bulk_create(
        Place(
            shortlist=made,
            submission=each.submission,
            rank=each.standing.rank,
            score=each.standing.score,
            goes_on=each.submission.pk in found.going_on,
        )
        for each in found.ranked
    )
    ledger.enter("tahap.tutup", stage, user=user, at=at, lanjut=sorted(found.going_on))
    notices.shortlisted(made, at=at)
    return made


def obstacle(found: Preview) -> str:
    """What keeps a stage from ending, as a sentence; empty when nothing does."""
    if not found.ranked:
        return _("Belum ada usulan dalam tahap ini.")
    if found.missing:
        numbers = ", ".join(sorted(each.submission.number for each in found.missing))
        return _("Masih ada usulan yang lembar nilainya belum lengkap: %(numbers)s.") % {
            "numbers": numbers
        }
    if found.splits:
        return _("Masih ada nilai juri yang berjauhan dan belum dibahas.")
    if not found.going_on:
        return _("Tidak ada usulan yang memenuhi aturan untuk lanjut.")
    return ""


@transaction.atomic
def draw_order(
    made: Shortlist, *, user: User, at: datetime, seen: str = "", seed: str = ""
) -> list[Place]:
    """Draw the running order by lot. The seed is kept, so that anybody can draw it again:
    Python's `random.Random(seed).shuffle` of the entries in the order of their numbers as text.

    `seen` is the seed that the page showed, empty for none: a second click, or a colleague's, finds
    the lots drawn and changes nothing.
    """
    made = _held(made, user)
    entries = made.places.going_on().select_related("submission__edition")
    if made.draw_seed != seen:
        return list(entries.order_by("turn"))
    places = sorted(entries, key=lambda place: place.submission.number)
    made.draw_seed = seed or token_hex(8)
    made.save(update_fields=["draw_seed"])
    random.Random(made.draw_seed).shuffle(places)  # noqa: S311 - must be repeatable, not secret
    ledger.enter("tahap.undi", made.stage, user=user, at=at, bibit=made.draw_seed)
    return _give_turns(made, places)


@transaction.atomic
def set_order(
    made: Shortlist, order: Sequence[int], *, user: User, at: datetime, seen: str = ""
) -> list[Place]:
    """Set the running order by hand: the ids of all places, first to last.

    Places of entries that left the contest are not named and come last. `seen` is the seed that the
    page showed: lots that were drawn meanwhile are not wiped unread, and a second click finds its
    own order. Raises `Refused`.
    """
    made = _held(made, user)
    places = {each.pk: each for each in made.places.appearing().order_by("turn")}
    if made.draw_seed != seen:
        if not made.draw_seed and list(order) == list(places):
            return list(places.values())
        raise Refused(
            _(
                "Urutan sudah diubah sementara halaman ini terbuka. Periksa angkanya, lalu simpan "
                "sekali lagi bila urutan Anda yang berlaku."
            )
        )
    if sorted(order) != sorted(places):
        raise Refused(_("Setiap usulan harus mendapat satu nomor urut, dari 1 tanpa nomor ganda."))
    made.draw_seed = ""
    made.save(update_fields=["draw_seed"])
    ledger.enter("tahap.urutan", made.stage, user=user, at=at, urutan=list(order))
    left = made.places.going_on().exclude(pk__in=places)
    return _give_turns(made, [*(places[pk] for pk in order), *left])


def _held(made: Shortlist, user: User) -> Shortlist:
    made = (
        Shortlist.objects.select_for_update(of=("self",))
        .select_related("stage__edition")
        .get(pk=made.pk)
    )
    demand(may_order(user, made))
    return made


def _give_turns(made: Shortlist, places: Sequence[Place]) -> list[Place]:
    made.places.update(turn=None)
    for turn, place in enumerate(places, start=1):
        place.turn = turn
    Place.objects.bulk_update(places, ["turn"])
    return list(places)

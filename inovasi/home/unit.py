"""The part of who acts for units: several units take the same queries as one."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Edition, Extension
from competitions.phases import Action
from innovations.models import Innovation
from inovasi.home.agenda import Item, end_of
from oioi.presentation.start import for_units
from submissions.models import Submission
from submissions.states import EDITABLE, Status
from units.models import Invitation, Membership, Unit, User
from units.permissions import is_at_work
from workshops.models import Workshop
from workshops.presentation import calls
from workshops.queries import ahead

HEAD, OPERATOR = Membership.Role.HEAD, Membership.Role.OPERATOR
SHOWN = 8


def part(user: User, editions: list[Edition], at: datetime) -> dict[str, Any]:
    """Cards of the own units, their entries, and what is due for them; {} for nobody's member."""
    own = list(
        Membership.objects.filter(user=user)
        .select_related("unit__merged_into")
        .order_by("unit__name", "unit__code")
    )
    if not own:
        return {}
    units = [membership.unit for membership in own]
    duties = {each["unit"].pk: each for each in for_units(units, at)}
    entries = list(Submission.objects.filter(unit__in=units).for_list())
    innovations = _innovations(units)
    workshops = ahead(at, units)
    at_work = [unit for unit in units if is_at_work(unit, at)]
    items = [
        *_entries_to_finish(entries, editions, at),
        *_duties(at_work, duties, at),
        *_entries_to_make(at_work, entries, innovations, editions, at),
        *_workshops(at_work, workshops, at),
        *_people_matters([each for each in own if each.unit in at_work], at),
    ]
    return {
        "cards": _cards(own, duties, entries, innovations, at),
        "own_submissions": entries[:SHOWN],
        "items": items,
        "workshops": workshops,
    }


def _innovations(units: list[Unit]) -> dict[int, int]:
    rows = Innovation.objects.filter(unit__in=units).order_by().values("unit")
    return dict(rows.annotate(number=Count("pk")).values_list("unit", "number"))


def _cards(
    own: list[Membership],
    duties: dict[int, dict[str, Any]],
    entries: list[Submission],
    innovations: dict[int, int],
    at: datetime,
) -> list[dict[str, Any]]:
    """What is mine: each unit with the own role, its duty as a ladder, and its numbers."""
    counts = Counter(entry.unit_id for entry in entries)
    return [
        {
            "unit": each.unit,
            "role": each.get_role_display(),
            "is_head": each.role == HEAD,
            "at_work": is_at_work(each.unit, at),
            "duty": duties.get(each.unit_id),
            "innovations": innovations.get(each.unit_id, 0),
            "entries": counts[each.unit_id],
        }
        for each in own
    ]


def _entries_to_finish(
    entries: list[Submission], editions: list[Edition], at: datetime
) -> Iterator[Item]:
    """Entries that came back, and drafts while their edition, or an extension, lets them go on."""
    drafts = [entry for entry in entries if entry.status in EDITABLE]
    known = {edition.pk: edition for edition in editions}
    longer = set(
        Extension.objects.filter(unit__in={entry.unit_id for entry in drafts}).values_list(
            "edition", "unit"
        )
    )
    for entry in drafts:
        edition = known.get(entry.edition_id)
        url = reverse("submission", args=[entry.pk])
        if entry.status == Status.RETURNED:
            if entry.repair_is_due(at):
                continue
            title = _("Perbaiki usulan: %(title)s") % {"title": entry}
            note = _("Panitia mengembalikan usulan ini.")
            action = _("Lihat yang perlu diperbaiki")
            due = entry.repair_due_at
            yield Item(title, note, url, action, due, "warning", "warning", str(entry.unit))
        elif edition is not None:
            unit = entry.unit if (edition.pk, entry.unit_id) in longer else None
            answer = edition.asks(Action.WRITE, at, unit)
            if answer.is_open:
                title = _("Lanjutkan usulan: %(title)s") % {"title": entry}
                note = _("Masih draf, belum diajukan ke %(edition)s.") % {"edition": edition}
                due = answer.current.ends_at
                yield Item(title, note, url, _("Lanjutkan"), due, "info", "edit", str(entry.unit))


def _duties(units: list[Unit], duties: dict[int, dict[str, Any]], at: datetime) -> Iterator[Item]:
    for unit in units:
        duty = duties.get(unit.pk)
        if duty is None or duty["is_done"] or not duty.get("url"):
            continue
        due = end_of(duty["duty"].due_on)
        title = _("Satu inovasi %(year)d: %(level)s") % {
            "year": duty["duty"].year,
            "level": duty["label"],
        }
        tone = "danger" if due <= at else "warning"
        yield Item(title, duty["text"], duty["url"], duty["action"], due, tone, "idea", str(unit))


def _entries_to_make(
    units: list[Unit],
    entries: list[Submission],
    innovations: dict[int, int],
    editions: list[Edition],
    at: datetime,
) -> Iterator[Item]:
    """Open editions in which a unit has nothing yet."""
    entered = {(entry.edition_id, entry.unit_id) for entry in entries}
    for edition in editions:
        answer = edition.asks(Action.WRITE, at)
        if edition.is_practice or not answer.is_open:
            continue
        for unit in units:
            if (edition.pk, unit.pk) in entered:
                continue
            title = _("Pengajuan %(edition)s sedang dibuka") % {"edition": edition}
            url, action = reverse("submission-new", args=[edition.slug]), _("Buat usulan")
            if not innovations.get(unit.pk):
                url, action = reverse("innovation-new"), _("Catat inovasi dulu")
            note, due = _("Belum ada usulan dari unit ini."), answer.current.ends_at
            yield Item(title, note, url, action, due, "success", "calendar", str(unit))


def _workshops(units: list[Unit], workshops: list[Workshop], at: datetime) -> Iterator[Item]:
    """Invitations to workshops that nobody of the unit has answered."""
    for call in calls(units, workshops, at):
        workshop, unit = call["workshop"], call["unit"]
        title = _("Daftarkan peserta: %(title)s") % {"title": workshop}
        note = _("Belum ada yang didaftarkan dari unit ini.")
        url = reverse("workshop", args=[workshop.pk])
        due = workshop.registration_closes_at
        yield Item(title, note, url, _("Lihat undangan"), due, "info", "users", str(unit))


def _people_matters(own: list[Membership], at: datetime) -> Iterator[Item]:
    """What a head sees to: invitations that ran out, and units that nobody writes for."""
    headed = {each.unit_id: each.unit for each in own if each.role == HEAD}
    action = _("Atur orang")
    late = Invitation.objects.filter(unit__in=headed, status=Invitation.Status.OPEN)
    for invitation in late.filter(expires_at__lte=at).order_by("expires_at"):
        unit = headed[invitation.unit_id]
        title = _("Undangan kepada %(email)s sudah lewat waktunya") % {"email": invitation.email}
        note = _("Kirim ulang atau tarik undangannya.")
        url = reverse("unit-people", args=[unit.code])
        yield Item(title, note, url, action, None, "warning", "mail", str(unit))
    manned = set(
        Membership.objects.filter(unit__in=headed, role=OPERATOR).values_list("unit", flat=True)
    )
    for pk, unit in headed.items():
        if pk not in manned:
            note = _("Undang orang yang menulis untuk unit ini.")
            url = reverse("unit-people", args=[unit.code])
            title = _("Belum ada operator")
            yield Item(title, note, url, action, None, "info", "users", str(unit))

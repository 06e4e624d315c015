"""Whether innovation and unit may take part in this group: age, quota, awards, origin."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from competitions.machine_checks import MachineCheck
from inovasi.lib.dates import day
from submissions.ages import closing_day, latest_start
from submissions.checks.facts import Facts
from submissions.checks.requirement import Requirement, met


def age(facts: Facts) -> Iterator[Requirement]:
    """Months of implementation, counted back from the closing of registration for everyone."""
    months = facts.group.minimum_age_months
    closes_at = facts.submission.edition.registration_closes_at
    if not months or closes_at is None:
        return
    latest = latest_start(closing_day(timezone.localtime(closes_at)), months)
    applied_on = facts.submission.innovation.applied_on
    if applied_on is None:
        note = _("Inovasi belum diterapkan; isi tanggal penerapannya di halaman inovasi.")
    else:
        note = _("Diterapkan sejak %(start)s; paling lambat %(latest)s (%(months)d bulan).") % {
            "start": day(applied_on),
            "latest": day(latest),
            "months": months,
        }
    yield Requirement(
        MachineCheck.AGE,
        _("Usia penerapan"),
        met(applied_on is not None and applied_on <= latest),
        note,
        ("innovation", facts.submission.innovation_id),
    )


def quota(facts: Facts) -> Iterator[Requirement]:
    allowed, others = facts.group.quota_per_unit, facts.handed_in_by_unit
    if allowed is None:
        return
    note = _("%(others)d usulan lain dari unit ini sudah diajukan; jatahnya %(quota)d.") % {
        "others": others,
        "quota": allowed,
    }
    yield Requirement(MachineCheck.QUOTA, _("Jatah unit"), met(others < allowed), note)


def awards(facts: Facts) -> Iterator[Requirement]:
    """Awards hang on the innovation; groups for newcomers and for former winners ask for them."""
    group, found = facts.group, facts.earlier_awards
    least, most = group.earlier_awards_min, group.earlier_awards_max
    if not least and most is None:
        return
    values = {"found": found, "least": least, "most": most, "group": group}
    if found < least:
        note = _(
            "Inovasi ini sudah %(found)d kali mendapat penghargaan; kelompok %(group)s hanya untuk "
            "yang sudah paling sedikit %(least)d kali."
        )
    elif most is not None and found > most:
        note = _(
            "Inovasi ini sudah %(found)d kali mendapat penghargaan; kelompok %(group)s hanya untuk "
            "yang paling banyak %(most)d kali."
        )
    else:
        note = _("%(found)d penghargaan sebelumnya, sesuai kelompok %(group)s.")
    is_met = found >= least and (most is None or found <= most)
    yield Requirement(MachineCheck.AWARDS, _("Penghargaan sebelumnya"), met(is_met), note % values)


def origin(facts: Facts) -> Iterator[Requirement]:
    """An entry of a replication group says what it replicates."""
    if not facts.group.is_replication:
        return
    innovation = facts.submission.innovation
    is_met = innovation.replicates_id is not None
    if is_met:
        note = _("Asal tiruannya tercatat.")
    else:
        note = _("Isi inovasi yang ditiru di halaman inovasi.")
    place = ("innovation", innovation.pk)
    yield Requirement(MachineCheck.ORIGIN, _("Inovasi yang ditiru"), met(is_met), note, place)

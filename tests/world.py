"""One small world for the tests of doors: every kind of person, every kind of object.

Two units have the same things, so that each thing is one's own and somebody else's.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser

from competitions.models import Edition
from competitions.phases import PhaseKind
from conftest import AT, OPENING, complete, enter, make_innovation, stored
from downloads import makers
from downloads import workflow as ordering
from downloads.making import make
from downloads.models import Order
from innovations.models import Innovation, Material
from innovations.states import Status
from innovations.workflow import add_material
from inovasi.demo.files import statement_pdf
from inovasi.demo.rulebook import DAYS, build_edition
from judging import workflow as judging
from judging.models import (
    Assignment,
    BlindFile,
    Departure,
    Judge,
)
from judging.queries import current_stage
from oioi.models import ReminderRule
from submissions import workflow as entries
from submissions.attachments import attach
from submissions.evidence import add as add_evidence
from submissions.evidence_files import evidence_target
from submissions.files import document_target
from submissions.models import Check, Finding, Submission, TeamRight
from submissions.orders import PAPER
from submissions.team import give_right
from tests.editions import duty_year, last_year, rulebook_files, staged_edition
from tests.gatherings import sent_participant
from tests.keys import credential
from units import people
from units.importing import deeds as importing
from units.models import ImportRun, Invitation, Membership, Unit, UnitKind, User
from units.workflow import join_committee, join_leadership, join_unit
from uploads.models import StoredFile, Upload
from uploads.workflow import begin
from workshops.models import Participant

LETTER = "1772416800-1"
STATES = ("draft", "returned", "submitted", "judged")


@dataclass(frozen=True)
class Side:
    """A unit with its things: one innovation and one entry per state, files and an upload."""

    unit: Unit
    person: User
    judge: User
    entries: dict[str, Submission]
    files: dict[str, StoredFile]
    assignment: Assignment
    blind_file: BlindFile
    upload: Upload
    guest: User
    material: Material
    invitation: Invitation
    key: Authenticator
    session: UserSession
    order: Order
    participant: Participant

    @property
    def innovation(self) -> Innovation:
        return self.entries["draft"].innovation


@dataclass
class World:
    edition: Edition
    draft: Edition
    people: dict[str, User | AnonymousUser]
    units_of: dict[str, Unit]
    panel_judge: Judge
    run: ImportRun
    reminder: ReminderRule
    sides: dict[str, Side] = field(default_factory=dict)


def during(kind: PhaseKind) -> datetime:
    """A moment in the middle of a phase of the sample edition."""
    first, last = DAYS[kind]
    morning = OPENING.replace(hour=8, minute=0)
    return morning + timedelta(days=first + (last - first) / 2)


CHECKING = during(PhaseKind.CHECK)
JUDGING = during(PhaseKind.JUDGING)
DECIDING = during(PhaseKind.DECISION)
LONG_AFTER = DECIDING + timedelta(days=100)


def build_world(mailbox: Path) -> World:
    (mailbox / f"{LETTER}.eml").write_text(
        "Subject: Usulan diterima\nTo: a@gowa.example\n"
        "Content-Type: text/plain; charset=utf-8\n\nIsi surat.\n"
    )
    edition = build_edition(
        slug="kipp-2026", name="KIPP 2026", year=2026, prefix="KIPP-2026", starts=OPENING
    )
    edition.groups.update(quota_per_unit=len(STATES))
    unit = Unit.objects.create(code="PKM-01", name="Puskesmas Bajeng", kind=UnitKind.PUSKESMAS)
    other = Unit.objects.create(code="DESA-01", name="Desa Bontoramba", kind=UnitKind.DESA)
    persons = {name: _person(name) for name in PEOPLE}
    persons["superuser"] = User.objects.create_superuser(
        email="superuser@gowa.example", password="x", full_name="Superuser"
    )
    units_of = {"owner": unit, "team_mate": unit, "committee_own": unit, "stranger": other}
    heads = {"owner", "stranger"}
    for name, own in units_of.items():
        role = Membership.Role.HEAD if name in heads else Membership.Role.OPERATOR
        join_unit(user=persons[name], unit=own, at=AT, role=role)
    for name in ("committee", "committee_own"):
        join_committee(user=persons[name])
    join_leadership(user=persons["leadership"])
    committee = persons["committee"]
    panel = judging.set_panel(
        current_stage(edition),
        decree_number="188/2026",
        decree_date=date(2026, 4, 8),
        user=committee,
        at=CHECKING,
    )
    judges = {
        name: judging.appoint(
            panel,
            person=persons[name],
            home_unit=None,
            is_chair=name == "judge",
            user=committee,
            at=CHECKING,
        )
        for name in ("judge", "other_judge")
    }
    for each in judges.values():
        judging.accept(each, user=each.user, at=CHECKING)
    run = importing.begin(
        content=b"kode,nama,jenis\nBARU-1,Unit Baru,desa\n",
        file_name="unit.csv",
        user=committee,
        at=AT,
    )
    everyone = {**persons, "anonymous": AnonymousUser()}
    draft = rulebook_files(edition, committee)
    world = World(edition, draft, everyone, units_of, judges["judge"], run, duty_year())
    world.sides["own"] = _side(
        edition, unit, persons["owner"], committee, judges["judge"], persons["guest"]
    )
    world.sides["other"] = _side(
        edition,
        other,
        persons["stranger"],
        committee,
        judges["other_judge"],
        _person("other_guest"),
    )
    staged_edition(committee, world.sides["own"].entries["judged"], JUDGING)
    judged_and_not = ("judged", "submitted")
    sides = world.sides.values()
    last_year(committee, [side.entries[each] for each in judged_and_not for side in sides])
    TOTP.activate(persons["owner"], generate_totp_secret())
    RecoveryCodes.activate(persons["owner"])
    return world


PEOPLE = (
    "nobody",
    "owner",
    "team_mate",
    "stranger",
    "committee",
    "committee_own",
    "leadership",
    "judge",
    "other_judge",
    "guest",
)


def _person(name: str) -> User:
    return User.objects.create_user(
        email=f"{name}@gowa.example",
        full_name=name.replace("_", " ").title(),
        is_demo=True,
        demo_role="Contoh",
    )


def _side(
    edition: Edition, unit: Unit, person: User, committee: User, judge: Judge, guest: User
) -> Side:
    """`guest` may do everything with the draft, and nothing else."""
    made = {
        state: enter(make_innovation(person, unit, f"{unit.name} {state}"), edition, person)
        for state in (*STATES, "left")
    }
    rule = edition.groups.get().document_rules.first()
    pdf = stored(
        "document",
        document_target(made["draft"], rule),
        person,
        statement_pdf(["Pernyataan"]),
        "application/pdf",
    )
    attach(made["draft"], rule, pdf, user=person, at=AT)
    section = edition.groups.get().sections.filter(evidence_max_files__gt=0).first()
    target = evidence_target(made["draft"], section)
    report = stored("evidence", target, person, statement_pdf(["Laporan"]), "application/pdf")
    add_evidence(made["draft"], section, report, user=person, at=AT)
    give_right(
        made["draft"],
        email=guest.email,
        level=TeamRight.Level.SUBMIT,
        user=person,
        at=AT,
    )
    for state in ("returned", "submitted", "judged", "left"):
        entries.submit(complete(made[state], person), user=person, at=AT)
    _rule(made["returned"], Check.Decision.RETURN, committee)
    for state in ("judged", "left"):
        _rule(made[state], Check.Decision.PASS, committee)
    judging.leave(
        made["left"], kind=Departure.Kind.WISH, reason="Layanan tutup.", user=committee, at=CHECKING
    )
    (assignment,) = judging.assign(judge, [made["judged"]], user=committee, at=CHECKING)
    judging.clear([assignment], user=judge.user, at=CHECKING)
    judging.save_sheet(
        assignment,
        scores=dict.fromkeys(judge.panel.stage.criteria.all(), Decimal(80)),
        remark="Baik.",
        version=0,
        user=judge.user,
        at=JUDGING,
    )
    upload = begin(
        user=person,
        purpose="document",
        target=document_target(made["draft"], rule),
        original_name="surat.pdf",
        length=1000,
        at=AT,
    )
    innovation = made["draft"].innovation
    proof = stored(
        "innovation-evidence",
        str(innovation.pk),
        person,
        statement_pdf(["SK"]),
        "application/pdf",
    )
    material = add_material(innovation, Material.Kind.EVIDENCE, proof, user=person, at=AT)
    Innovation.objects.filter(pk=innovation.pk).update(status=Status.DOCUMENTED, documented_at=AT)
    for entry in made.values():
        entry.refresh_from_db()
    return Side(
        unit=unit,
        person=person,
        judge=judge.user,
        entries=made,
        files={
            state: entry.attachments.filter(replaced_at=None).first().file
            for state, entry in made.items()
        },
        assignment=assignment,
        blind_file=_without_names(assignment, committee),
        upload=upload,
        guest=guest,
        material=material,
        invitation=people.invite(
            unit,
            email=f"tamu.{unit.pk}@gowa.example",
            role=Membership.Role.OPERATOR,
            user=committee,
            at=AT,
        ),
        key=WebAuthn.add(person, "Ponsel", credential()).instance,
        session=UserSession.objects.create(
            user=person, ip="127.0.0.1", session_key=f"sesi-{person.pk}", user_agent="Chrome"
        ),
        order=_made_order(made["draft"], person),
        participant=sent_participant(unit, person, committee),
    )


def _made_order(entry: Submission, person: User) -> Order:
    """The unit's own entry on paper, ready to be downloaded."""
    maker = makers.get(PAPER)
    asked = {"usulan": entry.pk, "nama": str(entry)}
    order = ordering.order(maker, arguments=asked, user=person, door="/", at=AT)
    assert make(order.pk, clock=lambda: AT)
    return Order.objects.get(pk=order.pk)


def _without_names(assignment: Assignment, committee: User) -> BlindFile:
    """The one file of the entry's copy for blind judging."""
    entry = assignment.submission
    copy = judging.save_copy(
        assignment.judge.panel.stage,
        entry,
        title="Layanan tanpa nama",
        summary="",
        answers={},
        files=[entry.attachments.filter(replaced_at=None).first().file],
        release=True,
        version=0,
        user=committee,
        at=CHECKING,
    )
    return copy.files.get()


def _rule(entry: Submission, decision: Check.Decision, committee: User) -> None:
    passes = decision == Check.Decision.PASS
    result = Finding.Result.FULFILLED if passes else Finding.Result.REPAIR
    entries.decide_check(
        entry,
        entries.Ruling(
            decision=decision,
            results=dict.fromkeys(entry.group.check_items.all(), (result, "")),
            note="" if passes else "Dampak belum disertai angka.",
            repair_due_at=None if passes else AT + timedelta(days=14),
        ),
        revision=1,
        user=committee,
        at=AT,
    )

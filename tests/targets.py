"""Behind each URL of the policy table: things, moments and what a request must carry."""

import base64
from uuid import UUID

from django.urls import reverse

from conftest import AT
from judging.models import Award
from submissions.files import document_target
from submissions.models import Submission
from tests.histories import field_history
from tests.things import FAMILIES, TUS, Target, Thing
from tests.workshops import WORKSHOPS
from tests.world import CHECKING, DECIDING, JUDGING, LETTER, STATES, Side, World

HANDED_IN = ("returned", "submitted", "judged")
EDITABLE = ("draft", "returned")
ENTRIES_OF = {
    "submission": STATES,
    "submission-receipt": HANDED_IN,
    "submission-receipt-pdf": HANDED_IN,
    "submission-packet": HANDED_IN,
    "submission-withdrawal": ("draft", "submitted"),
    "submission-revision": ("returned",),
    "submission-evidence-row": ("draft",),
    "submission-team-right": ("draft",),
    "submission-readings": STATES,
    "submission-print": STATES,
    "submission-pdf": STATES,
}
"""The states of the entries that a URL is tried with, where not those in which the unit writes."""
ONLY_THE_OWNER_HAS = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def targets(world: World, name: str) -> list[Target]:
    """Every object that the URL called `name` is tried with, its action being open."""
    many = _entries if FAMILIES.get(name) == "submission" else MANY.get(name)
    if many:
        return [target for label, side in world.sides.items() for target in many(name, label, side)]
    return [_single(world, name)]


def _entries(name: str, label: str, side: Side) -> list[Target]:
    return [
        Target(
            name,
            reverse(name, args=[side.entries[state].pk, *_part(name, side.entries[state])]),
            Thing(
                f"{label} {state}",
                side.unit,
                is_handed_in=state != "draft",
                guest=side.guest if state == "draft" else None,
            ),
        )
        for state in ENTRIES_OF.get(name, EDITABLE)
    ]


def _part(name: str, entry: Submission) -> list[int]:
    """The part of an entry that some URLs name as well."""
    match name:
        case "submission-section" | "submission-revisions":
            return [entry.group.sections.first().pk]
        case "submission-evidence":
            return [entry.group.sections.filter(evidence_max_files__gt=0).first().pk]
        case "submission-evidence-row":
            return [entry.evidence.first().pk]
        case "submission-team-right":
            return [entry.team_rights.get().pk]
        case "submission-revision":
            return [entry.group.sections.first().pk, 1]
        case "submission-document":
            return [entry.group.document_rules.first().pk]
    return []


def _innovation(name: str, label: str, side: Side) -> list[Target]:
    part = {
        "innovation-move": ["hentikan"],
        "innovation-catalogue": ["terbitkan"],
        "innovation-revision": [1],
        "innovation-material": ["bukti"],
        "innovation-material-removal": [side.material.pk],
    }.get(name, [])
    url = reverse(name, args=[side.innovation.pk, *part])
    return [Target(name, url, Thing(label, side.unit))]


def _unit_people(name: str, label: str, side: Side) -> list[Target]:
    part = {
        "unit-member": [side.unit.memberships.get(user=side.person).pk],
        "unit-invitation": [side.invitation.pk],
    }.get(name, [])
    url = reverse(name, args=[side.unit.code, *part])
    data = {"role": "kepala", "retract": "1"}
    return [Target(name, url, Thing(label, side.unit), data=data)]


def _check(name: str, label: str, side: Side) -> list[Target]:
    return [
        Target(
            name,
            reverse(name, args=[side.entries[state].pk]),
            Thing(f"{label} {state}", side.unit, is_handed_in=state != "draft"),
        )
        for state in ("draft", "submitted")
    ]


def _departure(name: str, label: str, side: Side) -> list[Target]:
    entry = side.entries["judged"]
    if name == "entry-readmission":
        entry = side.entries["left"].departures.get()
    url = reverse(name, args=[side.entries["judged"].edition.slug, entry.pk])
    return [Target(name, url, Thing(label, side.unit), at=JUDGING)]


def _sheet(name: str, label: str, side: Side) -> list[Target]:
    url = reverse(name, args=[side.assignment.pk])
    return [Target(name, url, Thing(label, side.unit, judge=side.judge), at=JUDGING)]


def _blind_file(name: str, label: str, side: Side) -> list[Target]:
    url = reverse(name, args=[side.assignment.pk, side.blind_file.pk])
    return [Target(name, url, Thing(label, side.unit, judge=side.judge), at=JUDGING)]


def _invitation(name: str, label: str, side: Side) -> list[Target]:
    judge = side.assignment.judge
    url = reverse(name, args=[judge.pk])
    return [Target(name, url, Thing(label, judge=judge.user), at=JUDGING)]


def _missing(name: str, label: str, side: Side) -> list[Target]:
    panel = side.assignment.judge.panel
    url = reverse(name, args=[panel.pk])
    chair = panel.judges.get(is_chair=True).user
    return [Target(name, url, Thing(label, chair=chair), at=JUDGING)]


def _feedback(name: str, label: str, side: Side) -> list[Target]:
    url = reverse(name, args=["kipp-2025", side.entries["judged"].pk])
    return [Target(name, url, Thing(label, side.unit))]


def _objection(name: str, label: str, side: Side) -> list[Target]:
    row = side.entries["submitted"].published_result.objection
    return [Target(name, reverse(name, args=["kipp-2025", row.pk]), Thing(label, side.unit))]


def _file(name: str, label: str, side: Side) -> list[Target]:
    return [
        Target(
            name,
            reverse(name, args=[file.pk]),
            Thing(
                f"{label} {state}",
                side.unit,
                is_handed_in=state != "draft",
                judge=side.judge if state == "judged" else None,
                guest=side.guest if state == "draft" else None,
            ),
        )
        for state, file in side.files.items()
    ]


def _upload_create(name: str, label: str, side: Side) -> list[Target]:
    draft = side.entries["draft"]
    wanted = {
        "filename": "surat.pdf",
        "purpose": "document",
        "target": document_target(draft, draft.group.document_rules.first()),
    }
    pairs = (f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in wanted.items())
    headers = {**TUS, "Upload-Length": "1000", "Upload-Metadata": ",".join(pairs)}
    return [
        Target(
            name,
            reverse(name),
            Thing(label, side.unit, is_handed_in=False, guest=side.guest),
            headers=headers,
        )
    ]


def _upload(name: str, label: str, side: Side) -> list[Target]:
    headers = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    url = reverse(name, args=[side.upload.pk])
    if name == "upload-cancel":
        headers = {}
    return [Target(name, url, Thing(label, side.unit, guest=side.guest), headers=headers)]


def _held(name: str, label: str, side: Side) -> list[Target]:
    """What belongs to a person, each with an id of its own."""
    row = side.session if name == "account-session" else side.key
    if name == "letter":
        row = side.person.messages.first()
    if name.startswith("order"):
        row = side.order
    return [Target(name, reverse(name, args=[row.pk]), Thing(label, holder=side.person))]


MANY = {
    "account-session": _held,
    "letter": _held,
    "order": _held,
    "order-file": _held,
    "mfa_edit_webauthn": _held,
    "mfa_remove_webauthn": _held,
    "innovation": _innovation,
    "innovation-edit": _innovation,
    "innovation-team": _innovation,
    "innovation-move": _innovation,
    "innovation-catalogue": _innovation,
    "innovation-revision": _innovation,
    "innovation-material": _innovation,
    "innovation-material-removal": _innovation,
    "unit-people": _unit_people,
    "unit-member": _unit_people,
    "unit-invitation": _unit_people,
    "check": _check,
    "check-second": _check,
    "check-overdue": _check,
    "entry-departure": _departure,
    "entry-readmission": _departure,
    "score-sheet": _sheet,
    "score-sheet-signature": _sheet,
    "abstention": _sheet,
    "joint-note": _sheet,
    "blind-file": _blind_file,
    "unit-declaration": _invitation,
    "assignment-conflict": _sheet,
    "judge-invitation": _invitation,
    "judge-refusal": _invitation,
    "missing-sheets": _missing,
    "result-feedback": _feedback,
    "result-objection": _feedback,
    "certificate": _feedback,
    "objection-answer": _objection,
    "file": _file,
    "field-history": field_history,
    "upload-create": _upload_create,
    "upload": _upload,
    "upload-cancel": _upload,
    **WORKSHOPS,
}


def _rulebook(world: World) -> dict[str, list[object]]:
    """What stands in the addresses of a rulebook: the opened one, and the one in the making."""
    slug, draft = [world.edition.slug], [world.draft.slug]
    group, new_group = world.edition.groups.get(), world.draft.groups.get()
    section, document = new_group.sections.first(), new_group.document_rules.first()
    return {
        "rulebook": slug,
        "rulebook-guideline": slug,
        "rulebook-template": [*slug, group.document_rules.first().pk],
        "rulebook-sheet-docx": [*slug, group.pk],
        "rulebook-sheet-pdf": [*slug, group.pk],
        "edition": draft,
        "edition-facts": draft,
        "edition-phases": draft,
        "edition-guideline": draft,
        "edition-copy": slug,
        "edition-copy-report": draft,
        "edition-opening": draft,
        "edition-removal": draft,
        "edition-preview": [*draft, "unit"],
        "edition-part": [*draft, "kelompok"],
        "edition-row-new": [*draft, "kategori"],
        "edition-row": [*draft, "bagian", section.pk],
        "edition-row-removal": [*draft, "bagian", section.pk],
        "edition-row-order": [*draft, "bagian", section.pk],
        "edition-template": [*draft, document.pk],
        "edition-phase-move": [*slug, "pengajuan"],
        "edition-extension": slug,
        "edition-files": slug,
        "edition-file": [*slug, f"juknis-{world.edition.pk}"],
        "edition-texts": slug,
        "edition-correction": [*slug, f"section-{group.sections.first().pk}-question"],
        "edition-cancellation": slug,
    }


def _award(world: World) -> Award:
    return world.sides["own"].entries["judged"].published_result.award


def _single(world: World, name: str) -> Target:
    slug = [world.edition.slug]
    arguments = {
        **_rulebook(world),
        "results": ["kipp-2025"],
        "results-bundle": ["kipp-2025"],
        "results-verifier": ["kipp-2025"],
        "ranking-bundle": ["kipp-2025"],
        "ranking-entry": [*slug, world.sides["own"].entries["judged"].pk],
        "assignment-withdrawal": [*slug, world.sides["own"].assignment.pk],
        "submission-new": slug,
        "panel": slug,
        "panel-judge": slug,
        "panel-assignments": [*slug, world.panel_judge.pk],
        "ranking": slug,
        "ranking-fairness": slug,
        "ranking-publication": slug,
        "ranking-plenary": slug,
        "ranking-paper": ["kipp-2025", "lampiran-sk"],
        "award-revocation": ["kipp-2025", _award(world).pk],
        "objections": ["kipp-2025"],
        "certificates": ["kipp-2025"],
        "certificate-check": [_award(world).code],
        "judge-dismissal": [*slug, world.panel_judge.pk],
        "assignment-file": slug,
        "blind-copies": slug,
        "blind-copy": [*slug, world.sides["own"].entries["judged"].pk],
        "panel-sheet": [*slug, world.sides["own"].assignment.pk],
        "moderation-list": slug,
        "moderation": [*slug, world.sides["own"].entries["judged"].pk],
        "panel-conflicts": slug,
        "stages": slug,
        "stage-end": ["latihan-tahap"],
        "running-order": ["latihan-tahap"],
        "hall-screen": ["latihan-tahap"],
        "panel-matrix": slug,
        "panel-plan": slug,
        "panel-conflict": [*slug, world.panel_judge.pk, world.sides["own"].entries["judged"].pk],
        "mailbox-letter": [LETTER],
        "work-retry-all": ["surat"],
        "work-retry": ["surat", 1],
        "letter-text": ["submissions/handed_in"],
        "letter-text-trial": ["submissions/handed_in"],
        "letter-text-default": ["submissions/handed_in"],
        "unit": [code := world.sides["own"].unit.code],
        "unit-edit": [code],
        "unit-retirement": [code],
        "unit-merger": [code],
        "person": [world.people["owner"].pk],
        "person-factor": [world.people["owner"].pk],
        "role-removal": ["panitia", world.people["committee"].pk],
        "unit-import": [world.run.pk],
        "unit-import-apply": [world.run.pk],
        "unit-import-undo": [world.run.pk],
        "invitation": ["tidak-ada"],
        "oioi-board": [(year := AT.year)],
        "oioi-units": [year],
        "oioi-exemption": [year, code],
        "oioi-rules": [year],
        "oioi-rules-copy": [year + 1],
        "oioi-reminders": [year],
        "oioi-reminder-removal": [year, world.reminder.pk],
        "oioi-report": [year],
        "oioi-report-pdf": [year],
        "oioi-report-xlsx": [year],
        "account_reset_password_from_key": ["1", "tidak-ada"],
    }.get(name, [])
    moments = {
        "panel": CHECKING,
        "panel-judge": CHECKING,
        "panel-assignments": CHECKING,
        "ranking": DECIDING,
        "ranking-fairness": DECIDING,
        "ranking-entry": DECIDING,
        "assignment-withdrawal": JUDGING,
        "judge-dismissal": JUDGING,
        "assignment-file": JUDGING,
        "blind-copies": JUDGING,
        "blind-copy": JUDGING,
        "panel-sheet": JUDGING,
        "moderation-list": JUDGING,
        "moderation": JUDGING,
        "panel-conflicts": JUDGING,
        **dict.fromkeys(("stages", "stage-end", "running-order", "hall-screen"), JUDGING),
        **dict.fromkeys(("panel-matrix", "panel-plan", "panel-conflict", "declarations"), JUDGING),
        "ranking-publication": DECIDING,
        "ranking-plenary": DECIDING,
        "assignments": JUDGING,
    }
    data = {
        "demo-sign-in": {"account": world.people["nobody"].pk},
        "letter-text-trial": {"token": str(UUID(int=1))},
    }
    any_unit = name in {"submission-new", "innovation-new"}
    holder = world.people["owner"] if name in ONLY_THE_OWNER_HAS else None
    return Target(
        name,
        reverse(name, args=arguments),
        Thing(any_unit=any_unit, holder=holder),
        at=moments.get(name, AT),
        data=data.get(name, {}),
    )

"""What stands behind a URL, and what relations people have to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conftest import AT
from inovasi.policy import Who
from tests.world import World
from units.models import Unit, User

HEADS = {"owner", "stranger"}
TUS = {"Tus-Resumable": "1.0.0"}

FAMILIES = {
    "innovation": "innovation",
    "innovation-edit": "innovation",
    "innovation-new": "innovations",
    "innovation-team": "innovation",
    "innovation-move": "innovation",
    "innovation-revision": "innovation",
    "innovation-material": "innovation",
    "innovation-material-removal": "innovation",
    "unit-people": "unit-people",
    "unit-member": "unit-people",
    "unit-invitation": "unit-people",
    "submission": "submission",
    "submission-new": "rulebook",
    "submission-section": "submission",
    "submission-revisions": "submission",
    "submission-revision": "submission",
    "submission-evidence": "submission",
    "submission-team": "submission",
    "submission-team-right": "submission",
    "submission-readings": "submission",
    "submission-print": "submission",
    "submission-pdf": "submission",
    "submission-evidence-row": "submission",
    "submission-category": "submission",
    "submission-document": "submission",
    "submission-video": "submission",
    "submission-video-captions": "submission",
    "submission-video-link": "submission",
    "submission-video-retry": "submission",
    "submission-handover": "submission",
    "submission-receipt": "submission",
    "submission-receipt-pdf": "submission",
    "submission-withdrawal": "submission",
    "submission-packet": "submission",
    "score-sheet": "score-sheet",
    "score-sheet-signature": "score-sheet",
    "abstention": "score-sheet",
    "joint-note": "score-sheet",
    "blind-file": "score-sheet",
    "unit-declaration": "judge-invitation",
    "assignment-conflict": "score-sheet",
    "judge-invitation": "judge-invitation",
    "judge-refusal": "judge-invitation",
    "missing-sheets": "missing-sheets",
    "result-feedback": "result-feedback",
    "result-objection": "result-feedback",
    "certificate": "result-feedback",
    "workshop": "workshop",
    "participant-new": "workshop",
    "participant-withdrawal": "workshop",
    "order": "order",
    "order-file": "order",
    "file": "file",
    "field-history": "field-history",
    "upload-create": "file",
    "upload": "upload",
    "upload-cancel": "upload",
    "account-session": "account-session",
    "letter": "letter",
    "mfa_edit_webauthn": "mfa_edit_webauthn",
    "mfa_remove_webauthn": "mfa_edit_webauthn",
    "mfa_deactivate_totp": "mfa_deactivate_totp",
    "mfa_view_recovery_codes": "mfa_view_recovery_codes",
    "mfa_download_recovery_codes": "mfa_view_recovery_codes",
}
"""The page that shows an object; who may read it gets 403, not 404, where they may not act."""


@dataclass(frozen=True)
class Thing:
    """What relations a person can have to the object behind a URL."""

    label: str = "-"
    unit: Unit | None = None
    any_unit: bool = False
    is_handed_in: bool = True
    judge: User | None = None
    holder: User | None = None
    guest: User | None = None
    chair: User | None = None

    def relations(self, world: World, role: str) -> set[Who]:
        person = world.people[role]
        own = world.units_of.get(role)
        found = set()
        if own and (self.any_unit or own == self.unit):
            found.add(Who.OWN_UNIT)
            if role in HEADS:
                found.add(Who.UNIT_HEAD)
        if role in {"committee", "committee_own"} and self.is_handed_in:
            found.add(Who.COMMITTEE)
        if self.judge and self.judge == person:
            found.add(Who.ASSIGNED_JUDGE)
        if self.guest and self.guest == person:
            found.add(Who.TEAM)
        if self.chair and self.chair == person:
            found.add(Who.CHAIR)
        if self.holder and self.holder == person:
            found.add(Who.HOLDER)
        return found


@dataclass(frozen=True)
class Target:
    name: str
    url: str
    thing: Thing = Thing()
    at: datetime = AT
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.url} ({self.thing.label})"

"""Which URL is whose. Every URL and method stands here; what does not is closed.

Relations to an object (own unit, assigned judge) are decided by the view: strangers get 404, the
wrong role or phase 403. `tests/test_policy.py` walks role x URL x method x object against it.
"""

from collections.abc import Mapping
from enum import StrEnum


class Who(StrEnum):
    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    COMMITTEE = "committee"
    IMPARTIAL = "committee, but not of the unit that owns the object"
    LEADERSHIP = "leadership"
    ADMINISTRATOR = "operator of the server"
    JUDGE = "judge"
    TEAM = "somebody whom the unit let into the entry's team, with the right that it takes"
    OWN_UNIT = "member of the unit that owns the object; of any unit where a new one is made"
    UNIT_HEAD = "head of the unit that owns the object"
    ASSIGNED_JUDGE = "judge the object was assigned to; the invited judge"
    CHAIR = "chair of the panel"
    HOLDER = "the person whose key, codes or session it is"


Rule = Mapping[str, frozenset[Who]]


def _rule(**methods: Who | set[Who]) -> Rule:
    rule = {
        method.upper(): frozenset({who} if isinstance(who, Who) else who)
        for method, who in methods.items()
    }
    if "GET" in rule:
        rule["HEAD"] = rule["GET"]
    return rule


ANYONE, SIGNED_IN = Who.ANYONE, Who.SIGNED_IN
COMMITTEE, IMPARTIAL, JUDGE = Who.COMMITTEE, Who.IMPARTIAL, Who.JUDGE
LEADERSHIP, ADMINISTRATOR = Who.LEADERSHIP, Who.ADMINISTRATOR
UNIT, HEAD, ASSIGNED = Who.OWN_UNIT, Who.UNIT_HEAD, Who.ASSIGNED_JUDGE
HOLDER, TEAM, CHAIR = Who.HOLDER, Who.TEAM, Who.CHAIR
SIGN_IN = _rule(get=ANYONE, post=ANYONE)
SIGN_OUT = _rule(post=ANYONE)

POLICY: Mapping[str, Rule] = {
    # the frame
    "front": _rule(get=ANYONE),
    "healthz": _rule(get=ANYONE),
    "style": _rule(get=ANYONE),
    "home": _rule(get=SIGNED_IN),
    "work": _rule(get=COMMITTEE),
    "work-retry-all": _rule(post=COMMITTEE),
    "work-retry": _rule(post=COMMITTEE),
    # the ledger
    "ledger": _rule(get={COMMITTEE, LEADERSHIP}),
    "ledger-inspection": _rule(post={COMMITTEE, LEADERSHIP}),
    "ledger-table": _rule(get={COMMITTEE, LEADERSHIP}),
    "ledger-chain": _rule(get={COMMITTEE, LEADERSHIP}),
    "ledger-verifier": _rule(get={COMMITTEE, LEADERSHIP}),
    "field-history": _rule(get={UNIT, TEAM, COMMITTEE}),
    "mailbox": _rule(get=ANYONE),
    "mailbox-letter": _rule(get=ANYONE),
    # signing in; names with an underscore are allauth's, some of them second names of one page
    "sign-in": SIGN_IN,
    "account_login": SIGN_IN,
    "account_signup": SIGN_IN,
    "account_inactive": SIGN_IN,
    "account_reset_password_from_key_done": SIGN_IN,
    "demo-sign-in": _rule(post=ANYONE),
    "mfa_authenticate": _rule(get=ANYONE, post=ANYONE),
    "mfa_login_webauthn": _rule(get=ANYONE, post=ANYONE),
    "sign-out": SIGN_OUT,
    "account_logout": SIGN_OUT,
    "account_reset_password": _rule(get=ANYONE, post=ANYONE),
    "account_reset_password_done": _rule(get=ANYONE),
    "account_reset_password_from_key": _rule(get=ANYONE, post=ANYONE),
    "account_email_verification_sent": _rule(get=ANYONE, post=ANYONE),
    # the own account
    "account": _rule(get=SIGNED_IN),
    "account-name": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "account_email": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "account_change_password": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "account_set_password": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "account_reauthenticate": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate_webauthn": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_index": _rule(get=SIGNED_IN),
    "mfa_list_webauthn": _rule(get=SIGNED_IN),
    "mfa_activate_totp": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_deactivate_totp": _rule(get=HOLDER, post=HOLDER),
    "mfa_add_webauthn": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_edit_webauthn": _rule(get=HOLDER, post=HOLDER),
    "mfa_remove_webauthn": _rule(get=HOLDER, post=HOLDER),
    "mfa_view_recovery_codes": _rule(get=HOLDER),
    "mfa_download_recovery_codes": _rule(get=HOLDER),
    "mfa_generate_recovery_codes": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "usersessions_list": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "account-session": _rule(post=HOLDER),
    # letters
    "letters": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "letter": _rule(get=HOLDER, post=HOLDER),
    "letter-preference": _rule(get=SIGNED_IN, post=SIGNED_IN),
    "letter-texts": _rule(get=COMMITTEE),
    "letter-text": _rule(get=COMMITTEE, post=COMMITTEE),
    "letter-text-trial": _rule(post=COMMITTEE),
    "letter-text-default": _rule(post=COMMITTEE),
    "mailings": _rule(get=COMMITTEE),
    "mailing-new": _rule(get=COMMITTEE, post=COMMITTEE),
    # the registry of units
    "units": _rule(get=COMMITTEE),
    "unit-new": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit": _rule(get=COMMITTEE),
    "unit-edit": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-retirement": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-merger": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-people": _rule(get={UNIT, COMMITTEE}, post={HEAD, COMMITTEE}),
    "unit-member": _rule(post={HEAD, COMMITTEE}),
    "unit-invitation": _rule(post={HEAD, COMMITTEE}),
    "invitation": _rule(get=ANYONE, post=ANYONE),
    "persons": _rule(get=COMMITTEE),
    "person": _rule(get=COMMITTEE),
    "person-factor": _rule(get=COMMITTEE, post=COMMITTEE),
    "roles": _rule(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "role-removal": _rule(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "unit-imports": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-import": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-import-apply": _rule(post=COMMITTEE),
    "unit-import-undo": _rule(post=COMMITTEE),
    # the rulebook and the results
    "rulebook": _rule(get=ANYONE),
    "rulebook-guideline": _rule(get=ANYONE),
    "rulebook-template": _rule(get=ANYONE),
    "rulebook-sheet-docx": _rule(get=ANYONE),
    "rulebook-sheet-pdf": _rule(get=ANYONE),
    "results": _rule(get=ANYONE),
    "results-bundle": _rule(get=ANYONE),
    "results-verifier": _rule(get=ANYONE),
    "result-feedback": _rule(get={UNIT, COMMITTEE}),
    "result-objection": _rule(get={UNIT, COMMITTEE}, post=UNIT),
    "certificate": _rule(get={UNIT, COMMITTEE}),
    "certificates": _rule(get=COMMITTEE),
    "certificate-check": _rule(get=ANYONE),
    # the editor of rulebooks
    "editions": _rule(get=COMMITTEE),
    "edition-new": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition": _rule(get=COMMITTEE),
    "edition-facts": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-phases": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-guideline": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-copy": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-copy-report": _rule(get=COMMITTEE),
    "edition-opening": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-removal": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-preview": _rule(get=COMMITTEE),
    "edition-part": _rule(get=COMMITTEE),
    "edition-row-new": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-row": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-row-removal": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-row-order": _rule(post=COMMITTEE),
    "edition-template": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-phase-move": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-extension": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-files": _rule(get=COMMITTEE),
    "edition-file": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-texts": _rule(get=COMMITTEE),
    "edition-correction": _rule(get=COMMITTEE, post=COMMITTEE),
    "edition-cancellation": _rule(get=COMMITTEE, post=COMMITTEE),
    # innovations
    "innovations": _rule(get=SIGNED_IN),
    "innovation-new": _rule(get=UNIT, post=UNIT),
    "innovation": _rule(get={UNIT, COMMITTEE}),
    "innovation-edit": _rule(get=UNIT, post=UNIT),
    "innovation-team": _rule(get=UNIT, post=UNIT),
    "innovation-move": _rule(get=UNIT, post=UNIT),
    "innovation-catalogue": _rule(get=COMMITTEE, post=COMMITTEE),
    "innovation-revision": _rule(get={UNIT, COMMITTEE}),
    "innovation-material": _rule(get=UNIT, post=UNIT),
    "innovation-material-removal": _rule(post=UNIT),
    # entries
    "submissions": _rule(get=SIGNED_IN),
    "submission-new": _rule(get=UNIT, post=UNIT),
    "submission": _rule(get={UNIT, TEAM, COMMITTEE}),
    "submission-section": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-revisions": _rule(get={UNIT, TEAM}),
    "submission-revision": _rule(post={UNIT, TEAM}),
    "submission-evidence": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-evidence-row": _rule(post={UNIT, TEAM}),
    "submission-team": _rule(get={UNIT, TEAM}, post=UNIT),
    "submission-team-right": _rule(post=UNIT),
    "submission-readings": _rule(get={UNIT, TEAM, COMMITTEE}),
    "submission-print": _rule(get={UNIT, TEAM, COMMITTEE}),
    "submission-pdf": _rule(get={UNIT, TEAM, COMMITTEE}),
    "signed-in-again": _rule(get=SIGNED_IN),
    "submission-category": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-document": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-video": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-video-retry": _rule(post={UNIT, TEAM}),
    "submission-handover": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-receipt": _rule(get={UNIT, TEAM, COMMITTEE}),
    "submission-video-captions": _rule(post={UNIT, TEAM}),
    "submission-video-link": _rule(post={UNIT, TEAM}),
    "submission-receipt-pdf": _rule(get={UNIT, TEAM, COMMITTEE}),
    "submission-withdrawal": _rule(get={UNIT, TEAM}, post={UNIT, TEAM}),
    "submission-packet": _rule(get={UNIT, TEAM, COMMITTEE}),
    # the administrative check
    "checks": _rule(get=COMMITTEE),
    "check": _rule(get=COMMITTEE, post=IMPARTIAL),
    "check-second": _rule(post=IMPARTIAL),
    "check-overdue": _rule(post=IMPARTIAL),
    "check-pass-many": _rule(get=COMMITTEE, post=COMMITTEE),
    "check-drafts": _rule(get=COMMITTEE),
    # what leaves the portal
    "exports": _rule(get=COMMITTEE),
    "export-profiles": _rule(get=COMMITTEE),
    # judging
    "panel": _rule(get=COMMITTEE, post=COMMITTEE),
    "panel-judge": _rule(post=COMMITTEE),
    "panel-assignments": _rule(get=COMMITTEE, post=COMMITTEE),
    "assignment-withdrawal": _rule(get=COMMITTEE, post=COMMITTEE),
    "ranking": _rule(get=COMMITTEE),
    "ranking-fairness": _rule(get=COMMITTEE),
    "ranking-entry": _rule(get=COMMITTEE),
    "ranking-bundle": _rule(get=COMMITTEE),
    "ranking-publication": _rule(get=COMMITTEE, post=COMMITTEE),
    "ranking-plenary": _rule(get=COMMITTEE, post=COMMITTEE),
    "ranking-paper": _rule(get=COMMITTEE),
    "award-revocation": _rule(get=COMMITTEE, post=COMMITTEE),
    "objections": _rule(get=COMMITTEE),
    "objection-answer": _rule(get=COMMITTEE, post=IMPARTIAL),
    "judge-dismissal": _rule(get=COMMITTEE, post=COMMITTEE),
    "stages": _rule(get=COMMITTEE),
    "stage-end": _rule(get=COMMITTEE, post=COMMITTEE),
    "running-order": _rule(get=COMMITTEE, post=COMMITTEE),
    "hall-screen": _rule(get=COMMITTEE),
    "panel-matrix": _rule(get=COMMITTEE, post=COMMITTEE),
    "panel-plan": _rule(get=COMMITTEE, post=COMMITTEE),
    "blind-copies": _rule(get=COMMITTEE),
    "blind-copy": _rule(get=COMMITTEE, post=COMMITTEE),
    "unit-declaration": _rule(get=ASSIGNED, post=ASSIGNED),
    "blind-file": _rule(get=ASSIGNED),
    "assignment-file": _rule(get=COMMITTEE, post=COMMITTEE),
    "panel-conflicts": _rule(get=COMMITTEE),
    "panel-conflict": _rule(get=COMMITTEE, post=COMMITTEE),
    "panel-sheet": _rule(get=COMMITTEE, post=COMMITTEE),
    "entry-departure": _rule(get=COMMITTEE, post=IMPARTIAL),
    "entry-readmission": _rule(get=COMMITTEE, post=IMPARTIAL),
    "moderation-list": _rule(get=COMMITTEE),
    "moderation": _rule(get=COMMITTEE, post=COMMITTEE),
    "judge-invitation": _rule(get=ASSIGNED, post=ASSIGNED),
    "judge-refusal": _rule(post=ASSIGNED),
    "declarations": _rule(get=JUDGE, post=JUDGE),
    "assignment-conflict": _rule(get=ASSIGNED, post=ASSIGNED),
    "assignments": _rule(get=JUDGE),
    "joint-note": _rule(get=ASSIGNED, post=ASSIGNED),
    "missing-sheets": _rule(get={COMMITTEE, CHAIR}, post={COMMITTEE, CHAIR}),
    "score-pad-worker": _rule(get=ANYONE),
    "score-pad-offline": _rule(get=ANYONE),
    "score-sheet": _rule(get=ASSIGNED, post=ASSIGNED),
    "score-sheet-signature": _rule(get=ASSIGNED, post=ASSIGNED),
    "abstention": _rule(get=ASSIGNED, post=ASSIGNED),
    # workshops (Bimtek)
    "workshops": _rule(get=SIGNED_IN),
    "workshop-new": _rule(get=COMMITTEE, post=COMMITTEE),
    "workshop": _rule(get={UNIT, COMMITTEE}),
    "workshop-edit": _rule(get=COMMITTEE, post=COMMITTEE),
    "workshop-announcement": _rule(get=COMMITTEE, post=COMMITTEE),
    "workshop-cancellation": _rule(get=COMMITTEE, post=COMMITTEE),
    "participant-new": _rule(get=UNIT, post=UNIT),
    "participant-withdrawal": _rule(get=UNIT, post=UNIT),
    # one agency, one innovation
    "oioi": _rule(get={COMMITTEE, LEADERSHIP}),
    "oioi-board": _rule(get={COMMITTEE, LEADERSHIP}),
    "oioi-units": _rule(get={COMMITTEE, LEADERSHIP}),
    "oioi-exemption": _rule(get=COMMITTEE, post=COMMITTEE),
    "oioi-rules": _rule(get=COMMITTEE, post=COMMITTEE),
    "oioi-rules-copy": _rule(post=COMMITTEE),
    "oioi-reminders": _rule(post=COMMITTEE),
    "oioi-reminder-removal": _rule(post=COMMITTEE),
    "oioi-report": _rule(get={COMMITTEE, LEADERSHIP}),
    "oioi-report-pdf": _rule(get={COMMITTEE, LEADERSHIP}),
    "oioi-report-xlsx": _rule(get={COMMITTEE, LEADERSHIP}),
    # files that workers make
    "order": _rule(get=HOLDER),
    "order-file": _rule(get=HOLDER),
    # files
    "upload-create": _rule(post={UNIT, TEAM}, options=ANYONE),
    "upload": _rule(head={UNIT, TEAM}, patch={UNIT, TEAM}, delete={UNIT, TEAM}, options=ANYONE),
    "upload-cancel": _rule(post={UNIT, TEAM}),
    "file": _rule(get={UNIT, TEAM, COMMITTEE, ASSIGNED}),
}

ADMIN: Rule = _rule(get=SIGNED_IN, post=SIGNED_IN)
"""Django's admin for the server's operators; it refuses everyone else by itself."""

CLOSED_ADMIN = {"admin:login", "admin:password_change", "admin:password_change_done"}
"""Doors past the second factor, the limits and the notices of the portal's own pages."""


def rule_for(view_name: str) -> Rule | None:
    """The methods of a URL and who may use them; None when the table does not name it."""
    if view_name in CLOSED_ADMIN:
        return None
    if view_name.startswith("admin:"):
        return ADMIN
    return POLICY.get(view_name)

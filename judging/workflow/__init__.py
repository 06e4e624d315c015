"""Deeds of the judging: the only modules that write panels, sheets and verdicts."""

from judging.workflow.assigning import assign, withdraw
from judging.workflow.moderation import moderate
from judging.workflow.panels import (
    INTEGRITY,
    accept,
    appoint,
    decline,
    move_to_unit,
    relieve,
    set_panel,
)
from judging.workflow.planning import assign_pairs, carry_out, propose
from judging.workflow.publishing import publish
from judging.workflow.recusal import clear, decide_conflict, declare
from judging.workflow.sheets import abstain, content_of, keep_refused, reopen, save_sheet, sign

__all__ = [
    "INTEGRITY",
    "abstain",
    "accept",
    "appoint",
    "assign",
    "assign_pairs",
    "carry_out",
    "clear",
    "content_of",
    "decide_conflict",
    "declare",
    "decline",
    "keep_refused",
    "moderate",
    "move_to_unit",
    "propose",
    "publish",
    "relieve",
    "reopen",
    "save_sheet",
    "set_panel",
    "sign",
    "withdraw",
]

"""Deeds of the judging: the only modules that write panels, sheets and verdicts."""

from judging.workflow.aftermath import answer, object_to, revoke_award, take_on
from judging.workflow.assigning import assign, withdraw
from judging.workflow.blinding import declare_units, save_copy
from judging.workflow.calling import call
from judging.workflow.leaving import leave, readmit
from judging.workflow.moderation import agree_to_joint_note, moderate, write_joint_note
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
from judging.workflow.plenary import override, revoke
from judging.workflow.publishing import Terms, agree, freeze, give_up, settle
from judging.workflow.recusal import clear, decide_conflict, declare
from judging.workflow.sheets import abstain, content_of, keep_refused, reopen, save_sheet, sign
from judging.workflow.staging import draw_order, obstacle, set_order, shortlist

__all__ = [
    "INTEGRITY",
    "Terms",
    "abstain",
    "accept",
    "agree",
    "agree_to_joint_note",
    "answer",
    "appoint",
    "assign",
    "assign_pairs",
    "call",
    "carry_out",
    "clear",
    "content_of",
    "decide_conflict",
    "declare",
    "declare_units",
    "decline",
    "draw_order",
    "freeze",
    "give_up",
    "keep_refused",
    "leave",
    "moderate",
    "move_to_unit",
    "object_to",
    "obstacle",
    "override",
    "propose",
    "readmit",
    "relieve",
    "reopen",
    "revoke",
    "revoke_award",
    "save_copy",
    "save_sheet",
    "set_order",
    "set_panel",
    "settle",
    "shortlist",
    "sign",
    "take_on",
    "withdraw",
    "write_joint_note",
]

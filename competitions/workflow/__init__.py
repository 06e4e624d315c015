"""Deeds about the rulebook: the only module that writes one."""

from competitions.workflow.changes import (
    cancel_edition,
    correct,
    extend,
    impossible_move,
    move_phase,
    move_to_unit,
)
from competitions.workflow.copying import CopyReport, copy_edition, copy_report
from competitions.workflow.editions import (
    change_edition,
    discard_edition,
    draft_edition,
    open_edition,
    set_guideline,
    set_phases,
)
from competitions.workflow.replacing import (
    GUIDELINE,
    REPLACEMENT,
    TEMPLATE,
    described,
    file_of,
    file_subject,
    file_target,
    replace_file,
    waiting_file,
)
from competitions.workflow.rows import (
    Band,
    Removed,
    add_row,
    change_row,
    move_row,
    remove_row,
    set_template,
)
from competitions.workflow.seen import FIELDS, seen_phases, seen_row

__all__ = [
    "FIELDS",
    "GUIDELINE",
    "REPLACEMENT",
    "TEMPLATE",
    "Band",
    "CopyReport",
    "Removed",
    "add_row",
    "cancel_edition",
    "change_edition",
    "change_row",
    "copy_edition",
    "copy_report",
    "correct",
    "described",
    "discard_edition",
    "draft_edition",
    "extend",
    "file_of",
    "file_subject",
    "file_target",
    "impossible_move",
    "move_phase",
    "move_row",
    "move_to_unit",
    "open_edition",
    "remove_row",
    "replace_file",
    "seen_phases",
    "seen_row",
    "set_guideline",
    "set_phases",
    "set_template",
    "waiting_file",
]

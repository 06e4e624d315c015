"""Deeds of the judging: the only modules that write panels, sheets and verdicts."""

from judging.workflow.assigning import assign, withdraw
from judging.workflow.panels import appoint, move_to_unit, set_panel
from judging.workflow.publishing import publish
from judging.workflow.sheets import save_sheet, sign

__all__ = [
    "appoint",
    "assign",
    "move_to_unit",
    "publish",
    "save_sheet",
    "set_panel",
    "sign",
    "withdraw",
]

"""Reading what was written down: the ledger."""

"""Reading what was written down: the ledger."""

LINES, CHAIN = "buku-catatan.baris", "buku-catatan.rantai"
"""What of it can be ordered as a file (`inovasi.orders`)."""

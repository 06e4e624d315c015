"""How a rulebook is shown: on pages, as a Word file, as a PDF."""

"""Pages of the rulebook: the editor for panitia, the public one for everyone."""

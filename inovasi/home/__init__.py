"""The start page: what is due, what is mine, what is next; a part for every relation."""

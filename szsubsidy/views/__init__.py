"""Puts results into pages and documents, one module a command; no arithmetic, and no rule is run."""

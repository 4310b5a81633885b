"""Eligibility, awards and cumulation over compiled programmes; no I/O and no terminal."""

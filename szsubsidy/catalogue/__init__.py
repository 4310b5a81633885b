"""Programmes, editions and sources: what `data/` says, validated and compiled."""

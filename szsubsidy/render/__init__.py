"""Findings as text: table, JSON, CSV, Markdown and explanation; no arithmetic."""

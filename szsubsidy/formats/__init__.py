"""Writes pages, charts and documents in each format; knows amounts and pages, no words and no catalogue."""

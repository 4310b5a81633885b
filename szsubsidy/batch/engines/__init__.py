"""What computes a table: one module an engine."""

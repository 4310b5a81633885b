"""Random inputs of every kind, of which each run must come to a result or to one line."""

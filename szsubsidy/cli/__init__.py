"""The command line: parses, computes a result, emits it; no logic of its own."""

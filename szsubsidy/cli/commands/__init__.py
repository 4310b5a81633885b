"""One file a command; each has ``make(session)``, which returns the function and its epilogue."""

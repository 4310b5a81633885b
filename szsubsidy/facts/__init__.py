"""Facts: what they are, how a typed value is read, and profiles as TOML."""

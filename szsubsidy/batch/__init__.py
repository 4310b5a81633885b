"""Tables of firms: read, cleaned, scored by the same rules as a single firm, and written."""
